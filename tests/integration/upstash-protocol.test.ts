/** What goes over HTTP, without the client: who is let in, how errors look, how values are encoded. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type EmbeddedUpstash, startEmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { sendCommand, sendRest } from "./upstash-rest"
import { backendNames, startBackends, token } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>

beforeAll(async () => {
  backends = await startBackends()
})

afterAll(async () => {
  await backends?.stop()
})

describe.each(backendNames)("the REST front of the %s back end", (name) => {
  let server: EmbeddedUpstash

  beforeEach(async () => {
    server = backends.servers[name]
    await sendCommand(server, ["FLUSHALL"])
  })

  test.each([
    ["no token", {}],
    ["a wrong token", { authorization: "Bearer nonsense" }],
    ["the beginning of the token", { authorization: `Bearer ${token.slice(0, -1)}` }],
    ["the token without its scheme", { authorization: token }],
  ])("%s is refused with 401 before anything runs", async (_what, headers) => {
    const before = server.stats().commands
    const response = await fetch(server.url, { method: "POST", headers, body: '["SET","a","1"]' })
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ error: "WRONGPASS invalid or missing auth token" })
    expect(server.stats().commands).toBe(before)
  })

  test.each(["/subscribe/c", "/pipeline", "/multi-exec", "/get/a"])(
    "%s needs the token too",
    async (path) => {
      const response = await fetch(`${server.url}${path}`, { method: "POST", body: "[]" })
      expect(response.status).toBe(401)
    },
  )

  test.each([
    ["/", "{bad", "ERR failed to parse command"],
    ["/", '"SET"', "ERR failed to parse command"],
    ["/", '["SET",{"a":1}]', "ERR failed to parse command"],
    ["/", '["SET",null]', "ERR failed to parse command"],
    ["/", "[]", "ERR empty command"],
    ["/pipeline", '["SET","a"]', "ERR failed to parse pipeline request"],
    ["/pipeline", "[]", "ERR empty pipeline request"],
    ["/multi-exec", "nonsense", "ERR failed to parse pipeline request"],
    ["/get/%E0%A4%A", "", "ERR failed to parse path"],
  ])("%s with %s is a 400", async (path, body, error) => {
    expect(await sendRest(server, path, { body })).toEqual({ status: 400, body: { error } })
  })

  test("a body above one megabyte is a 413, and the server goes on", async () => {
    const body = JSON.stringify(["SET", "a", "x".repeat(1024 * 1024)])
    expect(await sendRest(server, "/", { body })).toMatchObject({ status: 413 })
    expect(await sendCommand(server, ["PING"])).toEqual({ status: 200, body: { result: "PONG" } })
  })

  test("an unknown command is a 400, and in a pipeline an error in its place", async () => {
    const error = "ERR unknown command 'NOPE', with args beginning with: 'a' "
    expect(await sendCommand(server, ["NOPE", "a"])).toEqual({ status: 400, body: { error } })
    const pipeline = await sendRest(server, "/pipeline", { body: '[["SET","a",1],["NOPE","a"],["GET","a"]]' })
    expect(pipeline).toEqual({ status: 200, body: [{ result: "OK" }, { error }, { result: "1" }] })
  })

  test("a transaction with a command that cannot be queued runs none", async () => {
    for (const broken of [["NOPE"], ["GET"], ["CONFIG", "GET", "x"], ["MULTI"]]) {
      const answer = await sendRest(server, "/multi-exec", {
        body: JSON.stringify([["SET", "a", "1"], broken]),
      })
      const error = "EXECABORT Transaction discarded because of previous errors."
      expect(answer).toEqual({ status: 400, body: { error } })
      expect(await sendCommand(server, ["EXISTS", "a"])).toEqual({ status: 200, body: { result: 0 } })
    }
  })

  test("a transaction goes on behind a command that fails", async () => {
    const body = JSON.stringify([
      ["SET", "a", "text"],
      ["INCR", "a"],
      ["SET", "b", "2"],
    ])
    const error = "ERR value is not an integer or out of range"
    expect(await sendRest(server, "/multi-exec", { body })).toEqual({
      status: 200,
      body: [{ result: "OK" }, { error }, { result: "OK" }],
    })
  })

  test("commands can be written as paths", async () => {
    expect((await sendRest(server, "/set/a/1")).body).toEqual({ result: "OK" })
    expect((await sendRest(server, "/get/a", { method: "GET" })).body).toEqual({ result: "1" })
    expect((await sendRest(server, "/set/b?EX=100", { body: "the / body é" })).body).toEqual({ result: "OK" })
    expect((await sendRest(server, "/get/b", { method: "GET" })).body).toEqual({ result: "the / body é" })
    expect((await sendRest(server, "/ttl/b", { method: "GET" })).body).toEqual({ result: 100 })
    expect((await sendRest(server, "/set/c%2Fd/x%20y?NX")).body).toEqual({ result: "OK" })
    expect((await sendCommand(server, ["GET", "c/d"])).body).toEqual({ result: "x y" })
    expect(await sendRest(server, "/get", { method: "GET" })).toMatchObject({ status: 400 })
    expect(await sendRest(server, "/get/a", { method: "DELETE" })).toMatchObject({ status: 405 })
  })

  test("with Upstash-Encoding: base64 only OK, numbers and null stay as they are", async () => {
    const commands = [
      ["SET", "ok", "OK"],
      ["GET", "ok"],
      ["MGET", "ok", "nothing"],
      ["GET", "nothing"],
      ["INCR", "n"],
      ["PING"],
      ["TYPE", "n"],
      ["EVAL", "return {1, {'OK', {'né'}}, false}", 0],
      ["SET", "empty", ""],
      ["GET", "empty"],
    ]
    const headers = { "upstash-encoding": "base64" }
    const { body } = await sendRest(server, "/pipeline", { body: JSON.stringify(commands), headers })
    expect(body).toEqual([
      { result: "OK" },
      { result: "OK" },
      { result: [base64("OK"), null] },
      { result: null },
      { result: 1 },
      { result: base64("PONG") },
      { result: base64("string") },
      { result: [1, [base64("OK"), [base64("né")]], null] },
      { result: "OK" },
      { result: "" },
    ])
  })

  test("bytes that are not text survive", async () => {
    const bytes = new Uint8Array([0, 255, 128, 10, 13, 0])
    const headers = { authorization: `Bearer ${token}`, "upstash-encoding": "base64" }
    await fetch(`${server.url}/set/bytes`, { method: "POST", headers, body: bytes })
    await sendCommand(server, ["EVAL", "redis.call('SET', 'copy', redis.call('GET', 'bytes'))", 0])
    const response = await fetch(`${server.url}/get/copy`, { headers })
    expect(await response.json()).toEqual({ result: Buffer.from(bytes).toString("base64") })
    expect((await sendCommand(server, ["STRLEN", "copy"])).body).toEqual({ result: 6 })
  })
})

test("only this machine is served", async () => {
  for (const host of ["0.0.0.0", "::", "192.168.0.1", "example.org"]) {
    await expect(startEmbeddedUpstash({ token, host })).rejects.toThrow(/this machine only/)
  }
  await expect(startEmbeddedUpstash({ token: "" })).rejects.toThrow(/token/)
})

test("a taken port is named", async () => {
  const port = Number(new URL(backends.servers.memory.url).port)
  await expect(startEmbeddedUpstash({ token, port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken.`)
})

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64")
}
