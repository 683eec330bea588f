/** How far people have read: who may say so, that it never goes back, and that all their devices hear of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import type { ReadMarker } from "@/lib/read-markers/store"
import { type KeysApp, startKeysApp } from "./api-keys-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

const chat = "team.red.chat"

describe.each(backendNames)("with Redis %s", (name) => {
  let app: KeysApp
  let markRead: (request: Request) => Promise<Response>
  let markersOf: (personId: string) => Promise<readonly ReadMarker[]>
  beforeAll(async () => {
    app = await startKeysApp(backends.servers[name])
    // After the app: its modules are of the same set, and so speak to the same Redis.
    ;({ markRead } = await import("@/lib/read-markers/mark-read"))
    ;({ readMarkersOf: markersOf } = await import("@/lib/read-markers/store"))
  })
  beforeEach(() => app.resetPeople())
  afterAll(() => app.realtime.close())

  const tokenOf = async (person: string) => String((await app.authenticate(app.proofOf(person))).body.token)

  /** Says something as Ben, and answers where it stands. */
  async function say(text: string): Promise<ReadMarker> {
    const token = await tokenOf("ben")
    const { body } = await app.publish(token, chat, { text })
    const page = await app.history(token, chat)
    const { id, n } = Object(page.body.messages).at(-1)
    expect(id).toBe(body.id)
    return { channel: chat, id, n }
  }

  /** Marks as somebody, and answers the status and the code. */
  async function mark(person: string | undefined, body: unknown, headers = {}): Promise<string> {
    const proof = person === undefined ? {} : { authorization: `Bearer ${app.proofOf(person)}` }
    const request = new Request("http://app.example/api/read", {
      method: "POST",
      headers: { host: "app.example", "content-type": "application/json", ...proof, ...headers },
      body: JSON.stringify(body),
    })
    const response = await markRead(request)
    return response.ok ? String(response.status) : `${response.status} ${(await response.json()).code}`
  }

  test("a marker moves forward and never back, is one's own, and is told to all of one's devices once a move", async () => {
    const [first, second] = [await say("one"), await say("two")]
    const token = await tokenOf("bea")
    const devices = [await app.open(token, "read.bea"), await app.open(token, "read.bea")]
    for (const { said } of devices) await vi.waitFor(() => expect(said()).toContain("event: open"))
    for (const marker of [second, first, second]) expect(await mark("bea", marker)).toBe("204")
    expect(await markersOf("bea")).toEqual([second])
    expect(await markersOf("ben")).toEqual([])
    const third = await say("three")
    expect(await mark("bea", third)).toBe("204")
    for (const { said, leave } of devices) {
      await vi.waitFor(() => expect(said()).toContain(third.id))
      expect(said().match(/event: message/g)).toHaveLength(2)
      expect(said()).not.toContain(first.id)
      leave()
    }
  })

  test("of many at the same moment the furthest stays", async () => {
    const markers: ReadMarker[] = []
    for (let n = 0; n < 6; n += 1) markers.push(await say(`m${n}`))
    const answers = await Promise.all(markers.toReversed().map((marker) => mark("ada", marker)))
    expect(new Set(answers)).toEqual(new Set(["204"]))
    expect(await markersOf("ada")).toEqual([markers.at(-1)])
  })

  test("a chat that is not granted has no marker, and neither has anything that is no chat", async () => {
    const said = await say("for red")
    expect(await mark("eve", said)).toBe("403 FORBIDDEN_CHANNEL")
    expect(await mark("bea", { ...said, channel: "team.blue.chat" })).toBe("403 FORBIDDEN_CHANNEL")
    expect(await mark("bea", { ...said, channel: "read.bea" })).toBe("400 INVALID_CHANNEL")
    expect(await mark("bea", { ...said, channel: "team.red" })).toBe("403 FORBIDDEN_CHANNEL")
    await app.change("bea", { teamIds: [] })
    expect(await mark("bea", said), "a team that one has left").toBe("403 FORBIDDEN_CHANNEL")
    expect(await mark("sam", said)).toBe("403 ACCOUNT_SUSPENDED")
    expect(await mark(undefined, said)).toBe("401 AUTH_REQUIRED")
    expect(await mark("ben", said, { origin: "https://evil.example" })).toBe("403 ORIGIN_FORBIDDEN")
    expect(await markersOf("eve")).toEqual([])
  })

  test("a marker beyond the last message is refused, for it could never move again; so is another shape", async () => {
    const said = await say("the last")
    for (const beyond of [{ n: said.n + 1 }, { id: "999999999999999-0" }]) {
      expect(await mark("ben", { ...said, ...beyond })).toBe("400 INVALID_CURSOR")
    }
    for (const broken of [{}, [], null, { ...said, n: 0 }, { ...said, id: "x" }, { ...said, channel: 7 }]) {
      expect(await mark("ben", broken)).toBe("400 INVALID_REQUEST")
    }
    expect(await markersOf("ben")).toEqual([])
  })

  test("nobody hears how far another has read", async () => {
    const answer = await app.open(await tokenOf("ben"), "read.bea")
    expect([answer.status, answer.code]).toEqual([403, "FORBIDDEN_CHANNEL"])
    expect((await app.history(await tokenOf("ben"), "read.bea")).code).toBe("FORBIDDEN_CHANNEL")
  })

  test("markers are forgotten with their person, and a field that is none is no marker", async () => {
    expect(await mark("ben", await say("kept for 400 days"))).toBe("204")
    const key = "grantway:read-markers:ben"
    expect(await app.redis.ttl(key)).toBeGreaterThan(399 * 24 * 3600)
    await app.redis.hset(key, { "team.blue.chat": "nonsense" })
    expect(await markersOf("ben")).toHaveLength(1)
  })
})
