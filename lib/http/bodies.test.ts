import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { type GuardedWorld, requestOf, startGuarded } from "./guarded-world"

const KIB = 1024
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
const chunked = ["Transfer-Encoding: chunked"]
const sized = (length: number) => [`Content-Length: ${length}`]

let world: GuardedWorld
beforeEach(async () => {
  world = await startGuarded()
})
afterEach(() => {
  vi.useRealTimers()
  world.close()
})

/** What a client receives that asks to be closed after its answer. */
function answerTo(line: string, headers: readonly string[], body: string): Promise<string> {
  return world.say(requestOf(line, ["Connection: close", ...headers], body)).untilClosed()
}

const STATUS_LINES = /HTTP\/1\.1 \d{3}/g
/** Node before 20.11.1 reads an extension of a chunk however long it is (CVE-2024-22019); the time of a body ends it. */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
const BOUNDS_EXTENSIONS = major > 20 || minor > 11
const REFUSED = /^HTTP\/1\.1 413 .*Connection: close.*"code":"PAYLOAD_TOO_LARGE"/s

test.each([
  ["GET /", 4 * KIB],
  ["GET /dashboard/team/red", 4 * KIB],
  ["GET /api/realtime?channel=team.red.chat", 4 * KIB],
  ["DELETE /api/wave", 4 * KIB],
  ["POST /api/wave", 8 * KIB],
  ["POST /api/auth/callback/credentials", 16 * KIB],
  ["POST /api/channels/publish?x=1", 65 * KIB],
])("S-4 %s brings %d bytes of body, and not one more", async (line, max) => {
  const body = "x".repeat(max)
  expect(await answerTo(line, sized(max), body)).toContain(`<${body}>`)
  expect(await answerTo(line, chunked, `${chunk(body)}0\r\n\r\n`)).toContain(`<${body}>`)
  const before = world.handled.length
  expect(await answerTo(line, sized(max + 1), `${body}x`)).toMatch(REFUSED)
  expect(await answerTo(line, chunked, `${chunk(body)}${chunk("x")}0\r\n\r\n`)).toMatch(REFUSED)
  expect(world.handled.length).toBe(before)
})

test.each(["POST /", "PUT /docs", "POST /_next/static/x.js", "DELETE /no-such-page", "POST /%61pi/wave"])(
  "S-4 %s is refused before its body",
  async (line) => {
    const answer = await answerTo(line, sized(9_000_000), "x".repeat(100_000))
    expect(answer).toMatch(/^HTTP\/1\.1 405 .*Allow: GET, HEAD.*"code":"METHOD_NOT_ALLOWED"/s)
    expect(world.handled).toEqual([])
  },
)

test("S-4 a body of single bytes arrives whole", async () => {
  const text = "0123456789".repeat(400)
  const pieces = [...text].map(chunk).join("")
  expect(await answerTo("POST /api/wave", chunked, `${pieces}0\r\n\r\n`)).toContain(`<${text}>`)
})

test("S-4 a client reads its refusal while it still sends, and is then cut off", async () => {
  const megabyte = "x".repeat(1_000_000)
  const client = world.say(requestOf("GET /", sized(9_000_000)), { isStubborn: true })
  for (let sent = 0; sent < 9; sent += 1) client.socket.write(megabyte)
  expect(await client.untilClosed()).toMatch(REFUSED)
  await expect.poll(() => connectionsOf(world)).toBe(0)
})

test("S-4 a body that is late is refused, and a part of it reaches nobody", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  const clients = [sized(10), chunked].map((headers) =>
    world.say(requestOf("POST /api/wave", headers, "5\r\nhello")),
  )
  await timersAre(2)
  vi.advanceTimersByTime(9_999)
  expect(clients.map((client) => client.received())).toEqual(["", ""])
  vi.advanceTimersByTime(1)
  // It is read out for a while, and then closed whether or not its body goes on.
  vi.advanceTimersByTime(5_000)
  for (const client of clients) {
    expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 408 .*"code":"REQUEST_TIMEOUT"/s)
  }
  expect(world.handled).toEqual([])
})

test("S-4 a client that leaves in the middle of its body leaves nothing behind", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  const client = world.say(requestOf("POST /api/wave", sized(10), "hello"))
  await timersAre(1)
  client.socket.destroy()
  await timersAre(0)
  expect(world.handled).toEqual([])
})

test("S-4 requests of one connection are answered in order until one is refused", async () => {
  const asked = [
    requestOf("POST /api/wave", sized(5), "first"),
    requestOf("POST /", sized(6), "second"),
    requestOf("POST /api/wave", sized(5), "third"),
  ]
  const answers = await world.say(asked.join("")).untilClosed()
  expect(answers.match(STATUS_LINES)).toEqual(["HTTP/1.1 200", "HTTP/1.1 405"])
  expect(world.handled).toEqual(["POST /api/wave"])
})

test("S-4 whoever asks before sending a body is told to send it, or refused without it", async () => {
  const expecting = (length: number) => ["Expect: 100-continue", ...sized(length)]
  const small = world.say(requestOf("POST /api/wave", ["Connection: close", ...expecting(5)]))
  await expect.poll(() => small.received()).toBe("HTTP/1.1 100 Continue\r\n\r\n")
  small.socket.write("hello")
  expect(await small.untilClosed()).toContain("<hello>")
  const large = await world.say(requestOf("POST /api/wave", expecting(9_000_000))).untilClosed()
  expect(large).toMatch(REFUSED)
  const odd = await world
    .say(requestOf("POST /api/wave", ["Expect: tea", ...sized(5)], "hello"))
    .untilClosed()
  expect(odd).toMatch(/^HTTP\/1\.1 400 .*"code":"INVALID_REQUEST"/s)
})

test("S-4 a body that cannot be read is refused once, wherever it breaks", async () => {
  const broken = await answerTo("POST /api/wave", chunked, `${chunk("hello")}zz\r\n`)
  expect(broken).toMatch(/^HTTP\/1\.1 400 .*"code":"INVALID_REQUEST"/s)
  expect(broken.match(STATUS_LINES)).toHaveLength(1)
  expect(world.handled).toEqual([])
})

async function timersAre(count: number): Promise<void> {
  while (vi.getTimerCount() !== count) await new Promise(setImmediate)
}

function connectionsOf({ server }: GuardedWorld): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  })
}

test("S-4 a body that was refused for its form is not refused again for its time", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  const sent = requestOf("POST /api/wave", ["Transfer-Encoding: chunked"], "5\r\nhello\r\n")
  const badForms = ["nonsense\r\n", `0\r\n${"a: b\r\n".repeat(20_000)}`]
  if (BOUNDS_EXTENSIONS) badForms.push(`5;${"x".repeat(20_000)}\r\n`)
  for (const rest of badForms) {
    const client = world.say(`${sent}${rest}`)
    await vi.waitFor(() => expect(client.received(), rest.slice(0, 20)).toMatch(/^HTTP\/1\.1 4\d\d /))
    vi.advanceTimersByTime(10_000)
    expect(client.received().match(STATUS_LINES)).toHaveLength(1)
    client.socket.destroy()
  }
  vi.useRealTimers()
})
