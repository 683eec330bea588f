/** An attempt to connect is counted once, whichever step of the door counts it. */
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { type EmbeddedUpstash, startEmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { limitAttempts, requireGrants, requireSession, type Step } from "../../lib/sock8/server/door"
import { authorize, startApp } from "./realtime-world"

let upstash: EmbeddedUpstash
beforeAll(async () => {
  upstash = await startEmbeddedUpstash({ token: "attempts" })
})
afterAll(() => upstash.close())

const rates = { perPerson: { max: 100, perSeconds: 60 } }

/** Commands of one attempt, where Redis knows every script by now. */
async function costOf(door: readonly Step[]): Promise<number> {
  const app = startApp(upstash, { door, watchEveryMs: 3_600_000, probeEveryMs: 3_600_000 })
  const attempt = async () => {
    const before = upstash.stats().commands
    const answer = await app.connect({ headers: { "x-person": "ben" } }, "?channel=notification.ben")
    expect(answer.status).toBe(200)
    return upstash.stats().commands - before
  }
  await attempt()
  const cost = await attempt()
  app.realtime.close()
  await vi.waitFor(async () => expect(await app.realtime.leases.list()).toEqual([]))
  return cost
}

test("who was counted when the rules were asked costs no second count", async () => {
  const alone = await costOf([requireSession(authorize, rates), requireGrants])
  expect(await costOf([requireSession(authorize, rates), limitAttempts(rates), requireGrants])).toBe(alone)
  expect(await costOf([requireSession(authorize), limitAttempts(rates), requireGrants])).toBe(alone + 1)
})
