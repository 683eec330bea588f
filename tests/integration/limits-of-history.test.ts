/** How often one may read back: as oneself, whatever channel, token or session one reads with. */
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import { endSession } from "@/lib/auth/ended-sessions"
import { HISTORY_RATE } from "@/lib/sock8/server/with-sock8"
import { countUntilLimited, inGroups } from "./in-groups"
import { bearer, keyOf, send, startRefusalWorld, team, tokenOf } from "./refusal-world"

let world: Awaited<ReturnType<typeof startRefusalWorld>>
beforeAll(async () => {
  world = await startRefusalWorld()
})
afterAll(() => world.stop())

const history = (channel: string) => `/api/channels/history?channel=${channel}`

/** Reads so many times. Answers the statuses that came, each once. */
async function readTimes(times: number, path: string, as?: Record<string, string>): Promise<number[]> {
  const answers = await inGroups(times, () => send(path, { as }))
  return [...new Set(answers.map(({ status }) => status))]
}

test("reading back is limited per person, over all channels and tokens, and Retry-After says when to go on", async () => {
  const [one, other] = [bearer(await tokenOf("ben")), bearer(await tokenOf("ben"))]
  let read = 0
  const allowed = await countUntilLimited(() => {
    read += 1
    return read % 2
      ? send(history("team.red.chat"), { as: one })
      : send(history("notification.ben"), { as: other })
  })
  expect(allowed).toBeGreaterThanOrEqual(HISTORY_RATE.max)
  expect(allowed).toBeLessThan(2 * HISTORY_RATE.max)
  const refused = await send(history("inbox.ben"), { as: one })
  const { code, retryAfter } = await refused.json()
  expect([refused.status, code]).toEqual([429, "RATE_LIMITED"])
  expect(refused.headers.get("retry-after")).toBe(String(retryAfter))
  expect(retryAfter).toBeGreaterThanOrEqual(1)
  expect(retryAfter).toBeLessThanOrEqual(2 * HISTORY_RATE.perSeconds)
  const bea = bearer(await tokenOf("bea"))
  expect(await readTimes(2, history("team.red.chat"), bea), "another person").toEqual([200])
})

test("a machine is limited as its key, and its maker is not", async () => {
  const { as } = await keyOf(team("red", ["read"]))
  const allowed = await countUntilLimited(() => send(history("team.red.chat"), { as }))
  expect(allowed).toBeGreaterThanOrEqual(HISTORY_RATE.max)
  expect(await readTimes(1, history("team.red.chat"), bearer(await tokenOf("ada")))).toEqual([200])
})

test("a token that was taken away uses up nothing of its person's reading", async () => {
  const session = randomUUID()
  const stolen = bearer(await tokenOf("ben2", session))
  await endSession(session)
  expect(await readTimes(HISTORY_RATE.max + 20, history("team.blue.chat"), stolen)).toEqual([401])
  expect(await readTimes(2, history("team.blue.chat"), bearer(await tokenOf("ben2")))).toEqual([200])
})

test("counting rides along: a page costs the one command that it cost before, with a token or without", async () => {
  const eve = bearer(await tokenOf("eve"))
  for (const [path, as] of [[history("team.red-eu.chat"), eve], [history("lobby")]] as const) {
    await readTimes(1, path, as)
    const seen = await world.monitor.during(() => readTimes(1, path, as))
    expect(seen.map(({ words }) => words[0]?.toLowerCase()).filter((word) => word !== "ping")).toEqual([
      "evalsha",
    ])
  }
})
