import { PHASE_PRODUCTION_BUILD } from "next/constants"
import { expect, test, vi } from "vitest"
import nextConfig from "../../next.config"
import { requestOf, startGuarded } from "./guarded-world"
import { STRICT_TRANSPORT, strictTransportHeaders } from "./strict-transport"

test("S-16 https is demanded of browsers where the app's address has it, and nowhere on the own machine", () => {
  for (const address of [
    "https://app.example.org",
    "https://app.example.org:8443",
    "https://localhost.example",
  ]) {
    expect(strictTransportHeaders(address), address).toEqual({
      "Strict-Transport-Security": "max-age=31536000",
    })
  }
  for (const address of [
    ...[undefined, "http://app.example.org", "https://localhost:3000", "https://app.localhost"],
    ...["https://127.0.0.1:3000", "https://[::1]:3000", "https://192.0.2.1"],
  ]) {
    expect(strictTransportHeaders(address), address).toEqual({})
  }
})

test("S-16 a build on Vercel demands it everywhere, and another build leaves it to the server", async () => {
  for (const [vercel, expected] of [
    ["1", STRICT_TRANSPORT],
    ["", undefined],
  ] as const) {
    vi.stubEnv("VERCEL", vercel)
    const [everywhere] = (await nextConfig(PHASE_PRODUCTION_BUILD).headers?.()) ?? []
    const header = everywhere?.headers.find(({ key }) => key === "Strict-Transport-Security")
    expect([everywhere?.source, header?.value]).toEqual(["/:path*", expected])
  }
  vi.unstubAllEnvs()
})

test("S-16 every answer demands https, those of no request among them", async () => {
  const world = await startGuarded({ headers: strictTransportHeaders("https://app.example") })
  const close = ["Connection: close"]
  for (const asked of [
    requestOf("GET /", close),
    requestOf("GET /", [...close, "X-Forwarded-Proto: https"]),
    requestOf("POST /", close),
    requestOf("GET /", ["Connection: Upgrade", "Upgrade: websocket"]),
    requestOf("GET /", ["Content-Length: 9000000"]),
    requestOf("GET /", ["Expect: tea"]),
    requestOf("CONNECT app.example:443"),
    "nonsense\r\n\r\n",
  ]) {
    const answer = await world.say(asked).untilClosed()
    expect(answer.match(/\r\nStrict-Transport-Security: .*\r\n/g), asked).toEqual([
      `\r\nStrict-Transport-Security: ${STRICT_TRANSPORT}\r\n`,
    ])
  }
  world.close()
})

test("S-16 an answer that goes out in clear demands nothing, and neither does an app without https", async () => {
  const world = await startGuarded({ headers: strictTransportHeaders("https://app.example") })
  const plain = await startGuarded({ headers: strictTransportHeaders("http://app.example") })
  const inClear = requestOf("GET /", ["Connection: close", "X-Forwarded-Proto: http"])
  for (const client of [
    world.say(inClear),
    plain.say(requestOf("GET /", ["Connection: close"])),
    plain.say("x\r\n\r\n"),
  ]) {
    const answer = await client.untilClosed()
    expect(answer).toMatch(/^HTTP/)
    expect(answer).not.toMatch(/Strict-Transport-Security/i)
  }
  for (const server of [world, plain]) server.close()
})
