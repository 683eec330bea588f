/** A flood of refused attempts, and what it costs to write them down: counted by Redis itself. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { bearer, isByTheClock, isOfLog, send, startRefusalWorld, tokenOf } from "./refusal-world"

let world: Awaited<ReturnType<typeof startRefusalWorld>>
beforeAll(async () => {
  world = await startRefusalWorld()
})
afterAll(() => world.stop())

test("an admin log that is flooded costs one command a second and process", async () => {
  // Redis learns the script of publishing, which else would be one command more.
  const first = { channel: "team.red.chat", data: { text: "x" } }
  await send("/api/channels/publish", { as: bearer(await tokenOf("ben")), body: first })
  const endsAt = Date.now() + 4_000
  let attempts = 0
  const seen = await world.monitor.during(async () => {
    while (attempts < 2_000 || Date.now() < endsAt) {
      const wave = Array.from({ length: 100 }, () => send("/api/channels/authenticate", { method: "POST" }))
      for (const { status } of await Promise.all(wave)) expect(status).toBe(401)
      attempts += wave.length
      // Requests come from the network, between which timers run.
      await new Promise((go) => setImmediate(go))
    }
  })
  const log = seen.filter(isOfLog)
  const seconds = (Date.now() - endsAt + 4_000) / 1_000
  process.stdout.write(
    `${attempts} refused attempts in ${seconds.toFixed(1)} s: ${log.length} commands of the admin log\n`,
  )
  expect(log.length).toBeGreaterThan(0)
  expect(log.length).toBeLessThanOrEqual(Math.floor(seconds) + 1)
  expect(seen.filter((command) => !isByTheClock(command))).toEqual([])
})
