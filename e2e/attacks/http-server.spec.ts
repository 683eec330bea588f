/** What the HTTP server refuses before Next sees it: bodies, methods, and connections that want to be another kind. */
import { execFileSync } from "node:child_process"
import { connect, type Socket } from "node:net"
import { startOwnServer } from "./own-server"
import { chunk, head, sendRaw } from "./raw-request"
import { type Expected, expect, test } from "./siege"

const TOO_LARGE = { status: 413, code: "PAYLOAD_TOO_LARGE" }
const NOT_ALLOWED = { status: 405, code: "METHOD_NOT_ALLOWED" }
const UNKNOWN = { status: 501, code: "METHOD_UNKNOWN" }
const INVALID = { status: 400, code: "INVALID_REQUEST" }

/** Pages, files, and addresses that are nothing. */
const READ_ONLY = [
  ...["/", "/docs", "/docs/errors.md", "/dashboard", "/sign-in", "/no-such-page"],
  ...[
    "/_next/static/chunks/no-such.js",
    "/_next/image?url=x",
    "/_next/data/x.json",
    "/icon.svg",
    "/llms.txt",
  ],
  ...["/%61pi/wave", "/API/wave", "//api/wave", "/%zz"],
  // Written as a route, and read as a page.
  ...["/api/../sign-in", "/api/%2e%2e/docs", "/api/auth/../../", "/api/..\\sign-in", "/api/.%2E/x?/api/"],
]
/** Routes, whether they read a body or not. */
const ROUTES = ["/api/wave", "/api/notifications", "/api/realtime", "/api/auth/csrf", "/api/no-such-route"]

const MEGABYTE = Buffer.alloc(1024 * 1024, "x")

test("S-4 a body to what reads none is refused, announced or in pieces", async ({ siege, base }) => {
  for (const path of [...READ_ONLY, ...ROUTES]) {
    const announced = [head(base, `GET ${path}`, { "Content-Length": MEGABYTE.length }), MEGABYTE]
    await siege.refused(`GET ${path}`, sendRaw(base, announced), TOO_LARGE)
    const pieces = [
      head(base, `GET ${path}`, { "Transfer-Encoding": "chunked" }),
      chunk(MEGABYTE.toString()),
      "0\r\n\r\n",
    ]
    await siege.refused(`GET ${path}, in pieces`, sendRaw(base, pieces), TOO_LARGE)
  }
  for (const path of ROUTES) {
    for (const method of ["POST", "PUT", "DELETE"]) {
      const sent = [head(base, `${method} ${path}`, { "Content-Length": MEGABYTE.length }), MEGABYTE]
      await siege.refused(`${method} ${path}`, sendRaw(base, sent), TOO_LARGE)
    }
  }
})

test("S-4 pages and files answer GET and HEAD, and refuse every other method before its body", async ({
  siege,
  base,
}) => {
  for (const path of READ_ONLY) {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const sent = sendRaw(base, [head(base, `${method} ${path}`, { "Content-Length": 5 }), "hello"])
      await siege.refused(`${method} ${path}`, sent, NOT_ALLOWED)
      expect((await sent).headers().allow, `${method} ${path}`).toBe("GET, HEAD")
    }
  }
})

test("S-4 a hundred bodies of nine megabytes, each without its last byte, leave the memory as it was", async ({
  siege,
  request,
}) => {
  test.slow()
  const server = startOwnServer(24, {})
  try {
    expect(await server.started).toBe(undefined)
    await siege.harmless("a hundred bodies", async () => {
      // Whatever a page needs for the first time is not the attack's.
      for (let page = 0; page < 20; page += 1) await request.get(`${server.url}/docs/errors`)
      const before = residentMegabytes(server.pid)
      const sockets = await Promise.all(
        ["POST /", "GET /", "GET /docs", "POST /api/channels/publish"].flatMap((line) =>
          Array.from({ length: 25 }, () => withholdLastByte(server.url, line)),
        ),
      )
      const grown = residentMegabytes(server.pid) - before
      for (const { socket } of sockets) socket.destroy()
      // One that sends for so long that its connection is reset may not have read its answer.
      const answers = new Set(sockets.map(({ answer }) => answer.slice(9, 12)).filter(Boolean))
      expect([...answers].sort()).toEqual(["405", "413"])
      // Of the 900 that were on their way.
      expect(grown, "megabytes").toBeLessThan(150)
      expect((await request.get(server.url)).status()).toBe(200)
    })
  } finally {
    await server.stop()
  }
})

test("S-4 a body that drips ends, also where no one reads it", async ({ siege, base }) => {
  const drops = Array.from({ length: 26 }, () => ["x", 500]).flat()
  const drip = (line: string) => sendRaw(base, [head(base, line, { "Content-Length": 500 }), ...drops])
  const lines = ["GET /", "GET /icon.svg", "GET /api/notifications", "POST /api/wave", "POST /api/auth/csrf"]
  const dripping = lines.map((line) => ({ line, answer: drip(line) }))
  for (const { line, answer } of dripping) {
    await siege.refused(line, answer, { status: 408, code: "REQUEST_TIMEOUT" })
  }
})

test("S-9 a method that no address answers is a problem, and one that is no method, too", async ({
  siege,
  base,
}) => {
  const methods = [
    "TRACE",
    "PROPFIND",
    "SEARCH",
    "PURGE",
    "LINK",
    "M-SEARCH",
    "get",
    "Post",
    "FOO",
    "CONNECT",
  ]
  for (const method of methods) {
    for (const path of ["/", "/api/wave", "/api/realtime", "/icon.svg", "/no-such-page"]) {
      const target = method === "CONNECT" ? "app.example:443" : path
      await siege.refused(`${method} ${path}`, sendRaw(base, [head(base, `${method} ${target}`)]), UNKNOWN)
    }
  }
  for (const line of ["OPTIONS *", "GET http://[", "POST http://["]) {
    await siege.refused(line, sendRaw(base, [head(base, line)]), INVALID)
  }
})

/** As a form without scripts, and as a script, ask for a server action. */
const ACTIONS: ReadonlyArray<Readonly<Record<string, string>>> = [
  { "Next-Action": "a".repeat(42), "Content-Type": "text/plain;charset=UTF-8" },
  { "Next-Action": "\u00ff".repeat(42), "Content-Type": "text/plain;charset=UTF-8" },
  { "Content-Type": "multipart/form-data; boundary=x" },
  { "Content-Type": "application/x-www-form-urlencoded" },
]

test("S-9 there are no server actions, and nobody gets Next to look for one", async ({ siege, base }) => {
  const form = `--x\r\nContent-Disposition: form-data; name="$ACTION_ID_${"a".repeat(42)}"\r\n\r\n\r\n--x--\r\n`
  const refusals: Readonly<Record<string, Expected>> = {
    "/": NOT_ALLOWED,
    "/dashboard": NOT_ALLOWED,
    "/no-such-page": NOT_ALLOWED,
    "/api/no-such-route": { status: 404, code: "NOT_FOUND" },
    "/api": NOT_ALLOWED,
  }
  for (const [path, expected] of Object.entries(refusals)) {
    for (const headers of ACTIONS) {
      const post = head(base, `POST ${path}`, { ...headers, "Content-Length": form.length })
      await siege.refused(`${path} ${JSON.stringify(headers)}`, sendRaw(base, [post, form]), expected)
    }
  }
})

test("S-10 no socket stays open for an upgrade, whatever it asks for", async ({ siege, base }) => {
  for (const path of [
    "/",
    "/no-such-page",
    "/_next/webpack-hmr",
    "/_next/hmr?id=1",
    "/api/realtime",
    "/icon.svg",
  ]) {
    const asked = head(base, `GET ${path}`, {
      ...{ Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": 13 },
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    })
    const sockets = Array.from({ length: 50 }, () => untilClosed(base, asked))
    for (const answer of sockets) {
      await siege.refused(path, answer.then(asAnswer), INVALID)
    }
  }
})

test("S-10 who offers HTTP/2 is answered in HTTP/1.1, and nobody is tunnelled", async ({ siege, base }) => {
  for (const connection of ["Upgrade, HTTP2-Settings, close", "Upgrade, close"]) {
    await siege.harmless(connection, async () => {
      const headers = { Connection: connection, Upgrade: "h2c", "HTTP2-Settings": "AAMAAABkAAQAAP__" }
      const answer = await sendRaw(base, [head(base, "GET /llms.txt", headers)])
      expect(answer.status()).toBe(200)
      expect(await answer.text()).toContain("# Grantway")
    })
  }
  const tunnel = sendRaw(base, [head(base, "CONNECT 127.0.0.1:22"), "SSH-2.0-x\r\n"])
  await siege.refused("a tunnel", tunnel, UNKNOWN)
})

function residentMegabytes(pid: number): number {
  return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1024
}

/** Sends all but the last byte of nine megabytes, or as much as is taken, and answers what came back. */
async function withholdLastByte(url: string, line: string): Promise<{ socket: Socket; answer: string }> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let answer = ""
  const ended = new Promise<void>((resolve) => {
    socket.on("data", (piece) => {
      answer += piece
      resolve()
    })
    socket.once("close", () => resolve())
    socket.setTimeout(20_000, resolve)
  })
  // A server that has heard enough resets the connection.
  socket.on("error", () => undefined)
  socket.write(head(url, line, { "Content-Length": 9 * MEGABYTE.length }))
  for (let sent = 0; sent < 8; sent += 1) await written(socket, MEGABYTE, ended)
  socket.write(MEGABYTE.subarray(1))
  await ended
  return { socket, answer }
}

function written(socket: Socket, bytes: Buffer, ended: Promise<void>): Promise<void> {
  const drained = new Promise<void>((resolve) => socket.write(bytes, () => resolve()))
  return Promise.race([drained, ended])
}

/** What a client is sent that does not close its side, once the server has closed. */
function untilClosed(base: string, text: string): Promise<string> {
  const { hostname, port } = new URL(base)
  return new Promise((resolve) => {
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
    let received = ""
    socket.on("data", (piece) => {
      received += piece
    })
    socket.on("error", () => undefined)
    const finish = (answer: string) => {
      socket.destroy()
      resolve(answer)
    }
    socket.on("end", () => finish(received))
    socket.on("close", () => finish(received))
    socket.setTimeout(20_000, () => finish("still open"))
    socket.write(text)
  })
}

function asAnswer(text: string) {
  const [top = "", body = ""] = text.split("\r\n\r\n")
  return {
    status: () => Number(/^HTTP\/1\.1 (\d{3})/.exec(top)?.[1] ?? 0),
    text: async () => body,
    headers: () => ({}),
  }
}
