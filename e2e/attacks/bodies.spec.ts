/** Bodies as bytes: too many, too slow, compressed, and of a length that is a lie. */
import { gzipSync } from "node:zlib"
import { chunk, head, sendRaw } from "./raw-request"
import { expect, test } from "./siege"

const TOO_LARGE = { status: 413, code: "PAYLOAD_TOO_LARGE" }
const channel = "team.red.chat"
const message = (text: string, more = {}) => JSON.stringify({ channel, data: { text }, ...more })

/** Endpoints that read a body, and the most bytes that each one reads. */
const READERS = {
  "/api/channels/publish": 65 * 1024,
  "/api/channels/authenticate": 32 * 1024,
  "/api/realtime-token": 32 * 1024,
  "/api/realtime": 48 * 1024,
  "/api/wave": 8 * 1024,
  "/api/announce": 8 * 1024,
} as const

test("M-60 a body beyond its bound is refused, by its announced length and while it is counted", async ({
  siege,
  members,
  base,
}) => {
  const ada = await members.member("ada")
  const { cookies } = await ada.request.storageState()
  const headers = {
    ...(await ada.bearer()),
    "content-type": "application/json",
    cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
  }
  for (const [path, bound] of Object.entries(READERS)) {
    for (const size of [bound + 1, 2 * bound, 1024 * 1024]) {
      const body = `{"x":"${"x".repeat(size)}"}`
      const sent = ada.request.post(path, { headers, data: body })
      await siege.refused(`${path}, ${size} bytes`, sent, TOO_LARGE)
      const post = head(base, `POST ${path}`, { ...headers, "Transfer-Encoding": "chunked" })
      const parts = body.match(/.{1,16384}/g) ?? []
      const chunked = sendRaw(base, [post, ...parts.map(chunk), "0\r\n\r\n"])
      await siege.refused(`${path}, ${size} bytes in chunks`, chunked, TOO_LARGE)
    }
  }
})

test("a message of 64 KiB and one byte is refused, wherever the bytes are", async ({ siege, members }) => {
  const ben = await members.member("ben")
  const headers = { ...(await ben.bearer()), "content-type": "application/json" }
  const send = (data: string) => ben.request.post("/api/channels/publish", { headers, data })
  await siege.refused("in a field that is kept", send(message("x".repeat(66_000))), {
    status: [413, 422],
    code: ["PAYLOAD_TOO_LARGE", "INVALID_PAYLOAD"],
  })
  await siege.refused("in a field that is not kept", send(message("x", { y: "y".repeat(66_600) })), TOO_LARGE)
  await siege.refused("in white space", send(" ".repeat(66_600) + message("x")), TOO_LARGE)
  await siege.refused("in a name", send(message("x", { ["y".repeat(66_600)]: 1 })), TOO_LARGE)
})

test("a compressed body is not unpacked", async ({ siege, members }) => {
  const ben = await members.member("ben")
  const bomb = gzipSync(message("x".repeat(20_000_000)))
  expect(bomb.length).toBeLessThan(64 * 1024)
  for (const encoding of ["gzip", "deflate", "br", "gzip, gzip", "x-gzip", "zstd", "identity"]) {
    for (const data of [bomb, gzipSync(message("packed"))]) {
      const headers = {
        ...(await ben.bearer()),
        "content-type": "application/json",
        "content-encoding": encoding,
      }
      const sent = ben.request.post("/api/channels/publish", { headers, data })
      await siege.refused(`${encoding}, ${data.length} bytes`, sent, { status: [400, 413, 415] })
    }
  }
})

test("a length that is a lie, or told twice, publishes nothing", async ({ siege, members, base }) => {
  const ben = await members.member("ben")
  const headers = { ...(await ben.bearer()), "content-type": "application/json" }
  const body = message("not to be said")
  const line = "POST /api/channels/publish"
  const smuggled = `GET /api/channels/publish HTTP/1.1\r\nHost: x\r\n\r\n`
  const lies: Record<string, string> = {
    "two lengths": `${head(base, line, { ...headers, "Content-Length": 5 }).replace(
      "\r\n\r\n",
      `\r\nContent-Length: ${body.length}\r\n\r\n`,
    )}${body}`,
    "a length and chunks": `${head(base, line, {
      ...headers,
      "Content-Length": body.length,
      "Transfer-Encoding": "chunked",
    })}${chunk(body)}0\r\n\r\n${smuggled}`,
    "a negative length": `${head(base, line, { ...headers, "Content-Length": -1 })}${body}`,
    "a length in words": `${head(base, line, { ...headers, "Content-Length": "many" })}${body}`,
    "a chunk of no length": `${head(base, line, { ...headers, "Transfer-Encoding": "chunked" })}zz\r\n${body}`,
    "chunks under another name": `${head(base, line, { ...headers, "Transfer-Encoding": "xchunked" })}${chunk(body)}`,
    "a name with a space": head(base, line, { ...headers, "Content-Length ": body.length }) + body,
    "a header without a colon": `${line} HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n`,
    "a header on two lines": head(base, line, { ...headers, "X-Long": "a\r\n b" }) + body,
    "a line break in a header": head(base, "GET /api/realtime", { "X-A": "b\rX-C: d" }),
    "no host": `${line} HTTP/1.1\r\nConnection: close\r\n\r\n`,
    "another protocol": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no protocol": "hello\r\n\r\n",
  }
  for (const [title, text] of Object.entries(lies)) {
    const answer = await sendRaw(base, [text], { withinMs: 2_000 })
    await siege.refused(title, Promise.resolve(answer), { status: [0, 400, 401, 405, 413, 501] })
  }
  const short = head(base, line, { ...headers, "Content-Length": 10 }) + body
  const cut = sendRaw(base, [short], { withinMs: 2_000 })
  await siege.refused("a length that is too small", cut, { status: 400 })
})

test("a body that trickles in is given up after ten seconds", async ({ siege, members, base }) => {
  const ada = await members.member("ada")
  const { cookies } = await ada.request.storageState()
  const headers = {
    ...(await ada.bearer()),
    "content-type": "application/json",
    cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
  }
  const trickle = (path: string) => {
    const post = head(base, `POST ${path}`, { ...headers, "Content-Length": 500 })
    const drops = Array.from({ length: 28 }, () => ["x", 500]).flat()
    return sendRaw(base, [post, '{"', ...drops], { withinMs: 14_000 })
  }
  // All at once: each waits for ten seconds.
  const slow = Object.keys(READERS).map((path) => ({ path, answer: trickle(path) }))
  for (const { path, answer } of slow) {
    await siege.refused(path, answer, { status: 408, code: "REQUEST_TIMEOUT" })
  }
})

test("fifty kilobytes of what a pattern might choke on take no longer than anything else", async ({
  siege,
  members,
}) => {
  const ben = await members.member("ben")
  const headers = { ...(await ben.bearer()), "content-type": "application/json" }
  const long = ["a", "a.", "-", "1", "1-1.", " ", "a=", "é"].map((part) => part.repeat(40_000 / part.length))
  for (const text of long) {
    const startedAt = performance.now()
    const asked = [
      ben.request.post("/api/realtime", { headers, data: { channels: [{ name: text }] } }),
      ben.request.post("/api/realtime", { headers, data: { channels: [{ name: channel, after: text }] } }),
      ben.request.post("/api/channels/publish", { headers, data: { channel: text, data: {} } }),
      ben.request.post("/api/channels/publish", { headers, data: { channel, data: {}, id: text } }),
    ]
    for (const answer of asked) await siege.refused(text.slice(0, 8), answer, { status: [400, 413] })
    expect(performance.now() - startedAt, `milliseconds for ${text.slice(0, 8)}`).toBeLessThan(1_000)
  }
})
