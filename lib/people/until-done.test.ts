import { expect, test } from "vitest"
import { untilDone } from "./until-done"

test("what fails is tried again until it is done, and its first failure is told", async () => {
  const told: unknown[] = []
  let tries = 0
  const act = async () => {
    tries += 1
    if (tries < 4) throw new Error(`failure ${tries}`)
  }
  // What waits must not keep the process alive, so the test does.
  const alive = setInterval(() => {}, 1_000)
  await untilDone(act, { everyMs: 1, onFailure: (error) => told.push(error) })
  clearInterval(alive)
  expect(tries).toBe(4)
  expect(told).toEqual([new Error("failure 1")])
})
