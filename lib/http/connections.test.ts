import { createServer } from "node:http"
import { connect } from "node:net"
import { afterEach, beforeEach, expect, test } from "vitest"
import { type GuardedWorld, requestOf, startGuarded } from "./guarded-world"
import { onNextServer } from "./next-server"

const upgradeTo = (protocol: string) => ["Connection: Upgrade", `Upgrade: ${protocol}`]
const NO_WEBSOCKET = /^HTTP\/1\.1 400 .*Connection: close.*"code":"INVALID_REQUEST"/s

let world: GuardedWorld
beforeEach(async () => {
  world = await startGuarded()
})
afterEach(() => world.close())

test.each(["/", "/no-such-page", "/_next/hmr?id=1", "/_next/webpack-hmr", "/api/realtime?channel=lobby"])(
  "S-10 no WebSocket is served at %s: it is refused and its socket closed",
  async (path) => {
    const asked = requestOf(`GET ${path}`, upgradeTo("websocket"))
    const clients = Array.from({ length: 20 }, () => world.say(asked, { isStubborn: true }))
    for (const client of clients) expect(await client.untilClosed()).toMatch(NO_WEBSOCKET)
    expect(world.handled).toEqual([])
  },
)

test("S-10 another offer is ignored, and the request answered like any other", async () => {
  for (const headers of [
    ["Connection: Upgrade, HTTP2-Settings, close", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"],
    ["Connection: Upgrade, close", "Upgrade: no-such-protocol"],
    ["Connection: Upgrade, close"],
    ["Connection: close", "Upgrade: websocket"],
  ]) {
    const answer = await world
      .say(requestOf("POST /api/wave", [...headers, "Content-Length: 5"], "hello"))
      .untilClosed()
    expect(answer, headers.join()).toMatch(/^HTTP\/1\.1 200 .*<hello>/s)
  }
})

test("S-10 nobody is tunnelled anywhere", async () => {
  const answer = await world.say(requestOf("CONNECT app.example:443")).untilClosed()
  expect(answer).toMatch(/^HTTP\/1\.1 501 .*Connection: close.*"code":"METHOD_UNKNOWN"/s)
  expect(world.handled).toEqual([])
})

test("S-10 under `next dev` hot reload keeps its socket, and nothing else gets one", async () => {
  const development = await startGuarded({ isDevelopment: true })
  const ask = (path: string, protocol = "websocket") =>
    development.say(requestOf(`GET ${path}`, upgradeTo(protocol))).untilClosed()
  expect(await ask("/_next/hmr?id=1")).toMatch(/^HTTP\/1\.1 101 /)
  expect(await ask("/_next/other")).toMatch(NO_WEBSOCKET)
  expect(await ask("/", "h2c")).toMatch(NO_WEBSOCKET)
  expect(development.handled).toEqual(["upgrade /_next/hmr?id=1"])
  development.close()
})

test("S-10 a server is met at its first connection, also where that is an upgrade, and another one is not", async () => {
  const met: unknown[] = []
  const [ours, other] = [createServer(), createServer()]
  const ports = await Promise.all([ours, other].map(listen))
  onNextServer(ports[0] ?? 0, (server) => met.push(server))
  for (const port of [...ports, ...ports]) {
    const socket = connect(port, "127.0.0.1", () => socket.write(requestOf("GET /", upgradeTo("websocket"))))
    // A reset is one way of closing.
    socket.on("error", () => undefined)
    await new Promise((connected) => socket.once("connect", connected))
    await expect.poll(() => met.length).toBe(1)
    socket.destroy()
  }
  expect(met).toEqual([ours])
  for (const server of [ours, other]) server.close()
})

test("S-9 what Node cannot read is answered with a problem", async () => {
  const cases: readonly (readonly [text: string, status: number, code: string])[] = [
    ["get / HTTP/1.1\r\nHost: x\r\n\r\n", 501, "METHOD_UNKNOWN"],
    ["FOO / HTTP/1.1\r\nHost: x\r\n\r\n", 501, "METHOD_UNKNOWN"],
    [requestOf("GET /", [`X-Long: ${"a".repeat(20_000)}`]), 431, "HEADERS_TOO_LARGE"],
    [
      requestOf("POST /api/wave", ["Content-Length: 5", "Transfer-Encoding: chunked"]),
      400,
      "INVALID_REQUEST",
    ],
    [requestOf("GET http://["), 400, "INVALID_REQUEST"],
    [requestOf("OPTIONS *"), 400, "INVALID_REQUEST"],
    [requestOf("TRACE /"), 501, "METHOD_UNKNOWN"],
    [requestOf("PROPFIND /api/wave"), 501, "METHOD_UNKNOWN"],
    [requestOf("OPTIONS /"), 405, "METHOD_NOT_ALLOWED"],
  ]
  for (const [text, status, code] of cases) {
    const answer = await world.say(text).untilClosed()
    const [head = "", body = "{}"] = answer.split("\r\n\r\n")
    expect(head, text.slice(0, 40)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(head).toContain("Content-Type: application/problem+json")
    expect(JSON.parse(body), text.slice(0, 40)).toMatchObject({ code, status })
  }
  expect(world.handled).toEqual([])
})

test("S-9 nonsense behind a request ends the connection, after the answer and without another", async () => {
  for (const headers of [[], ["Connection: close"]]) {
    const asked = requestOf("POST /api/wave", [...headers, "Content-Length: 5"], "hello")
    const answer = await world.say(`${asked}${"nonsense\r\n\r\n".repeat(9)}`).untilClosed()
    expect(answer.match(/HTTP\/1\.1 \d{3}/g)).toEqual(["HTTP/1.1 200"])
    expect(answer).toContain("<hello>")
  }
})

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      resolve(typeof address === "object" && address ? address.port : 0)
    })
  })
}
