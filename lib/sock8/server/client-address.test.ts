import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type AddressSource, describeRequest, tellPeerAddresses } from "./client-address"

const describeHeaders = (headers: Record<string, string>, source: AddressSource = 0) =>
  describeRequest(new Request("http://app.example/", { headers }), source)

// First in this file: once told, peers are told for the life of the process.
describe("before peers are told", () => {
  test.each([0, 1])("no header says who somebody is, with %i trusted proxies", (hops) => {
    const forged = {
      "x-forwarded-for": "203.0.113.7",
      "x-real-ip": "203.0.113.7",
      "x-sock8-peer": " 203.0.113.7",
    }
    expect(describeHeaders(forged, hops).address).toBeNull()
  })
})

describe("behind a server of Node's", () => {
  const server = createServer((request, response) => {
    const headers = new Headers()
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value))
    const hops = Number(headers.get("x-test-hops") ?? 0)
    const { address } = describeRequest(new Request("http://app.example/", { headers }), hops)
    response.end(JSON.stringify({ address, peer: headers.get("x-sock8-peer") }))
  })
  let origin = ""

  beforeAll(async () => {
    tellPeerAddresses()
    tellPeerAddresses()
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => void server.close())

  const ask = async (headers: Record<string, string>) => (await fetch(origin, { headers })).json()

  test("it is the address of the socket, whatever headers say", async () => {
    const { peer } = await ask({})
    for (const header of [
      "x-forwarded-for",
      "x-real-ip",
      "x-vercel-forwarded-for",
      "forwarded",
      "x-sock8-peer",
    ]) {
      expect((await ask({ [header]: "203.0.113.7" })).address, header).toBe("127.0.0.1")
    }
    // A proof that was seen once is overwritten like any other.
    expect((await ask({ "x-sock8-peer": peer.replace("127.0.0.1", "203.0.113.7") })).address).toBe(
      "127.0.0.1",
    )
  })

  test.each([
    ["1", "198.51.100.1", "198.51.100.1"],
    ["1", "203.0.113.7, 198.51.100.1", "198.51.100.1"],
    ["2", "203.0.113.7, 198.51.100.1, 10.0.0.2", "198.51.100.1"],
    ["2", "198.51.100.1", null],
    ["1", "203.0.113.7, nonsense", null],
    ["1", "", null],
  ])("with %s trusted proxies, of %j it is %s", async (hops, forwarded, address) => {
    expect((await ask({ "x-test-hops": hops, "x-forwarded-for": forwarded })).address).toBe(address)
  })
})

test("on Vercel it is what the platform says, and nothing else", () => {
  expect(describeHeaders({ "x-vercel-forwarded-for": "198.51.100.1" }, "vercel").address).toBe("198.51.100.1")
  expect(describeHeaders({ "x-forwarded-for": "203.0.113.7" }, "vercel").address).toBeNull()
})

test.each([
  ["198.51.100.1:4711", "198.51.100.1"],
  ["::ffff:198.51.100.1", "198.51.100.1"],
  ["[::FFFF:c633:6401]:4711", "198.51.100.1"],
  ["[2001:DB8::0:1]:4711", "2001:db8::1"],
  ["2001:db8:0:0:0:0:0:1", "2001:db8::1"],
  ["fe80::1%eth0", "fe80::1"],
  ["198.51.100.999", null],
  ["unix", null],
  ["a".repeat(20_000), null],
])("one address has one spelling: %s", (spelling, address) => {
  expect(describeHeaders({ "x-vercel-forwarded-for": spelling }, "vercel").address).toBe(address)
})

test("a user agent is bounded, on one line and without what could be a key", () => {
  const userAgent = (text: string) => describeHeaders({ "user-agent": text }).userAgent
  const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0"
  expect(userAgent(firefox)).toBe(firefox)
  expect(userAgent("curl/8\u0085\u009b31m\tevil")).toBe("curl/8 31m evil")
  expect(userAgent("word ".repeat(5_000))).toHaveLength(199)
  expect(userAgent(`curl ${"k3Jd92mXz0PqLw7T".repeat(3)}`)).toBe("curl …")
  expect(describeHeaders({}).userAgent).toBeNull()
})

test("M-34 whether a proof came along is told, and never which", () => {
  const auth = (headers: Record<string, string>) => describeHeaders(headers).auth
  expect(auth({})).toBe("none")
  expect(auth({ cookie: "next-auth.csrf-token=abc; theme=dark" })).toBe("none")
  expect(auth({ cookie: "theme=dark; __Secure-next-auth.session-token=s3cret" })).toBe("provided")
  expect(auth({ cookie: "theme=dark;   SESSION=" })).toBe("provided")
  expect(auth({ cookie: "theme=session=dark; session" })).toBe("none")
  expect(auth({ authorization: "Bearer s3cret" })).toBe("provided")
  const headers = { authorization: "Bearer s3cret", cookie: "session=s3cret", "x-api-key": "s3cret" }
  expect(JSON.stringify(describeHeaders(headers))).not.toContain("s3cret")
})
