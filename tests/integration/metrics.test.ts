/** The admin's numbers: who gets them, what they say, and that they cost nothing while nobody looks. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import type { z } from "zod"
import { channels, metrics } from "@/lib/channels"
import { readPerson, savePerson } from "@/lib/people/people"
import { realtime } from "@/lib/realtime"
import { PREFIX } from "@/lib/redis/keys"
import { redis } from "@/lib/redis/redis"
import { asFields, parseJson } from "@/lib/sock8/core/wire"
import { createRealtime } from "@/lib/sock8/server/realtime"
import type { SeenCommand } from "./redis-monitor"
import { bearer, resetPeople, send, startRefusalWorld, tokenOf } from "./refusal-world"

type Sample = z.infer<typeof metrics>

const CHANNEL = "admin.metrics"
/** Longer than the interval between two samples. */
const SOON = { timeout: 20_000, interval: 50 }

let world: Awaited<ReturnType<typeof startRefusalWorld>>
beforeAll(async () => {
  world = await startRefusalWorld()
})
beforeEach(resetPeople)
afterAll(() => world.stop())

/** Opens a stream as somebody; `samples()` are those that came so far. */
async function open(person: string, channel: string) {
  const leave = new AbortController()
  const as = bearer(await tokenOf(person))
  const answer = await send(`/api/realtime?channel=${channel}`, { as, signal: leave.signal })
  let text = ""
  const reading = (async () => {
    const decoder = new TextDecoder()
    for await (const bytes of answer.body ?? []) text += decoder.decode(bytes)
  })()
  reading.catch(() => {})
  await vi.waitFor(() => expect(text).toContain("event: open"))
  return { leave: () => leave.abort(), text: () => text, samples: () => samplesIn(text) }
}

function samplesIn(text: string): Sample[] {
  return [...text.matchAll(/^data: (\{"channel":"admin\.metrics","id".*)$/gm)].map(([, line = ""]) =>
    metrics.parse(asFields(parseJson(line))?.data),
  )
}

async function say(person: string, text: string): Promise<number> {
  const body = { channel: "team.red.chat", data: { text } }
  return (await send("/api/channels/publish", { as: bearer(await tokenOf(person)), body })).status
}

function isOfMetrics({ words }: SeenCommand): boolean {
  return words.includes(`grantway:log:${CHANNEL}`) || words.includes("~ app metrics")
}

async function sampleCount(): Promise<number> {
  const { messages } = await realtime.history.readBefore(channels.admin.metrics, {
    before: undefined,
    limit: 10,
  })
  return messages.length
}

const sum = (samples: readonly Sample[], count: (sample: Sample) => number) =>
  samples.reduce((total, sample) => total + count(sample), 0)

describe("the channel of the numbers", () => {
  test("is refused to members and to admins of other organisations, and nobody publishes to it", async () => {
    const eve = await readPerson("eve")
    if (eve) await savePerson({ ...eve, role: "admin" })
    for (const [person, code] of [
      ["ben", "ADMIN_REQUIRED"],
      ["eve", "FORBIDDEN_CHANNEL"],
    ] as const) {
      const as = bearer(await tokenOf(person))
      const stream = await send(`/api/realtime?channel=${CHANNEL}`, { as })
      expect([stream.status, (await stream.json()).code], person).toEqual([403, code])
      const history = await send(`/api/channels/history?channel=${CHANNEL}`, { as })
      expect([history.status, (await history.json()).code], person).toEqual([403, "FORBIDDEN_CHANNEL"])
    }
    const as = bearer(await tokenOf("ada"))
    expect((await send(`/api/channels/history?channel=${CHANNEL}`, { as })).status).toBe(200)
    const body = { channel: CHANNEL, data: { process: "x" } }
    expect((await (await send("/api/channels/publish", { as, body })).json()).code).toBe(
      "NOT_GRANTED_PUBLISH",
    )
  })

  test("costs Redis nothing while nobody looks, whatever people do", async () => {
    const seen = await world.monitor.during(async () => {
      const begun = Date.now()
      const [ada, ben] = [await open("ada", "admin.logs"), await open("ben", "team.red.chat")]
      expect(await say("ben", "unseen")).toBe(200)
      await vi.waitFor(() => expect(ben.text()).toContain("unseen"))
      await vi.waitFor(
        () => expect(Date.now() - begun, "an interval has gone by").toBeGreaterThan(5_500),
        SOON,
      )
      for (const { leave } of [ada, ben]) leave()
    })
    expect(seen.length, "there was something to see").toBeGreaterThan(5)
    expect(seen.filter(isOfMetrics)).toEqual([])
  })

  // Nobody has looked so far: whoever looked would be remembered for some seconds.
  test("is fed by a process where nobody looks, once another one says that somebody does", async () => {
    const ben = await open("ben", "team.red.chat")
    expect(await sampleCount()).toBe(0)
    const other = createRealtime({
      ...{ channels, prefix: PREFIX },
      settings: () => ({ redis: redis(), token: { secret: "", issuer: "", audience: "" } }),
    })
    const seen = await world.monitor.during(async () => {
      await other.signal("metrics")
      await vi.waitFor(async () => expect(await sampleCount()).toBeGreaterThan(0), SOON)
    })
    expect(
      seen.filter(({ words }) => words.includes("~ app metrics")),
      "it tells nobody on",
    ).toHaveLength(1)
    await expect(other.signal("~ rights ben")).rejects.toThrow("a word is")
    ben.leave()
    other.close()
  })

  test("tells who looks what was said, refused and open, and how long it took; one command a sample and one to the others", async () => {
    let samples: Sample[] = []
    const seen = await world.monitor.during(async () => {
      const [ben, ada] = [await open("ben", "team.red.chat"), await open("ada", CHANNEL)]
      await vi.waitFor(() => expect(ada.samples()).toHaveLength(1), SOON)
      for (const text of ["one", "two", "three"]) expect(await say("ben", text)).toBe(200)
      await channels.notification
        .for({ userId: "ben" })
        .emit({ type: "news", title: "four", body: "", link: "/" })
      expect(await say("eve", "not hers")).toBe(403)
      // The count of what is unread, which follows the notification, is the fifth.
      await vi.waitFor(() => expect(sum(ada.samples(), ({ published }) => published)).toBe(5), SOON)
      await vi.waitFor(() => expect(ada.samples().length).toBeGreaterThan(1), SOON)
      samples = ada.samples()
      for (const { leave } of [ada, ben]) leave()
    })
    const counted = samples.slice(1)
    expect(new Set(samples.map(({ process }) => process)).size).toBe(1)
    expect(samples.at(-1)?.open).toBe(2)
    expect(
      sum(counted, ({ delivered }) => delivered),
      "nobody has the last two open",
    ).toBe(3)
    expect(sum(counted, ({ refused }) => refused.FORBIDDEN_CHANNEL ?? 0)).toBe(1)
    const latency = counted.flatMap((sample) => sample.latency)
    expect(latency.reduce((total, { messages }) => total + messages, 0)).toBe(3)
    const writes = seen.filter(({ words }) => words.includes(`grantway:log:${CHANNEL}`))
    expect(writes.length - samples.length, "one that was under way").toBeLessThanOrEqual(1)
    expect(seen.filter(({ words }) => words.includes("~ app metrics")).length).toBeLessThanOrEqual(
      writes.length + 1,
    )
  })
})
