import { expect, test } from "vitest"
import { growsTooMuch, judgeGrowth, type Work } from "./judge-growth"

const spaces = (size: number) => " ".repeat(size)

/** Reads each character `factor` times. */
const proportional =
  (factor: number): Work =>
  (input) => {
    let sum = 0
    for (let round = 0; round < factor; round++)
      for (let at = 0; at < input.length; at++) sum += input.charCodeAt(at)
    return sum
  }

test("S-1 the judge of growth finds a quadratic pattern, and stops before it is expensive", async () => {
  const { verdict, timings } = await judgeGrowth((input) => / +$/.test(`${input}x`), spaces)
  expect(verdict, JSON.stringify(timings)).toBe("steep")
})

test("S-1 the judge of growth finds a cubic pattern, and stops before it is expensive", async () => {
  // What once looked for a session cookie.
  const { verdict, timings } = await judgeGrowth(
    (input) => /(?:^|;\s*)[^=;]*session[^=;]*=/i.test(input),
    (size) => `a;${" ".repeat(size / 2)}${"session".repeat(size / 14)}`,
  )
  expect(verdict, JSON.stringify(timings)).toBe("steep")
  expect(timings.at(-1)?.size).toBeLessThan(8 * 1024)
})

test("S-1 the judge of growth lets a linear function be slow", async () => {
  const { verdict, timings } = await judgeGrowth(proportional(200), spaces)
  expect(verdict, JSON.stringify(timings)).toBe("linear")
})

test("S-1 the judge of growth lets a constant be large", async () => {
  const { verdict, timings } = await judgeGrowth((input) => proportional(1)(spaces(200_000) + input), spaces)
  expect(verdict, JSON.stringify(timings)).toBe("linear")
})

test("S-1 the judge of growth waits for promises", async () => {
  const later: Work = async (input) => {
    await Promise.resolve()
    return / +$/.test(`${input}x`)
  }
  expect((await judgeGrowth(later, spaces)).verdict).toBe("steep")
})

test.each([
  [true, "a quadratic function", [1, 4, 16, 64]],
  [true, "one whose smallest size met a busy machine", [1.5, 4, 16, 64]],
  [true, "one whose middle size did", [1, 6, 16, 64]],
  [true, "one whose largest size but one did", [1, 4, 24, 64]],
  [false, "a linear function", [1, 2, 4, 8]],
  [false, "one that outgrows a page of the heap", [1, 2, 12, 24]],
  [false, "one whose smallest size was measured too short", [0.02, 0.5, 1.1, 3.3]],
  [false, "one that met a busy machine twice", [0.11, 0.428, 0.894, 3.56]],
  [false, "a quadratic function that costs next to nothing", [0.01, 0.04, 0.16, 0.64]],
])("S-1 the judge of growth says %s of %s", (isSteep, _, times) => {
  const timings = times.map((ms, index) => ({ size: 120 * 2 ** index, ms }))
  expect(growsTooMuch(timings, 1)).toBe(isSteep)
})
