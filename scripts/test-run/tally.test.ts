import { expect, test } from "vitest"
import { oneFailed, onePassed, sum, tallyLine, withEnding } from "./tally"

test("tallies add up kind by kind", () => {
  const vitest = { passed: 120, failed: 2, skipped: 1 }
  expect(sum([onePassed, vitest, oneFailed])).toEqual({ passed: 121, failed: 3, skipped: 1 })
})

test("nothing adds up to nothing", () => {
  expect(sum([])).toEqual({ passed: 0, failed: 0, skipped: 0 })
})

test("skipped tests are named only where there are some", () => {
  expect(tallyLine({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed")
  expect(tallyLine({ passed: 3, failed: 1, skipped: 2 })).toBe("3 passed, 1 failed, 2 skipped")
})

test("a runner that ended well keeps its count", () => {
  const tally = { passed: 3, failed: 0, skipped: 1 }
  expect(withEnding(tally, true)).toEqual(tally)
})

test("a runner that ended badly although no test failed has one failure", () => {
  expect(withEnding({ passed: 3, failed: 0, skipped: 0 }, false).failed).toBe(1)
})

test("a failed test is not counted twice because its runner ended badly", () => {
  expect(withEnding({ passed: 3, failed: 1, skipped: 0 }, false).failed).toBe(1)
})

test("a runner that ran no test failed, even if it ended well", () => {
  expect(withEnding({ passed: 0, failed: 0, skipped: 4 }, true)).toEqual({ passed: 0, failed: 1, skipped: 4 })
})
