import { expect, test } from "vitest"
import { judgeGrowth, type Work } from "./judge-growth"

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
  const { verdict, steps } = await judgeGrowth((input) => / +$/.test(`${input}x`), spaces)
  expect(verdict, JSON.stringify(steps)).toBe("steep")
})

test("S-1 the judge of growth finds a cubic pattern, and stops before it is expensive", async () => {
  const { verdict, steps } = await judgeGrowth(
    (input) => /^\s*\w*a\w*a\w*=/.test(input),
    (size) => "a".repeat(size),
  )
  expect(verdict, JSON.stringify(steps)).toBe("steep")
  expect(steps.at(-1)?.size).toBeLessThan(16 * 1024)
})

test("S-1 the judge of growth lets a linear function be slow", async () => {
  const { verdict, steps } = await judgeGrowth(proportional(200), spaces)
  expect(verdict, JSON.stringify(steps)).toBe("linear")
})

test("S-1 the judge of growth does not judge what takes microseconds", async () => {
  expect((await judgeGrowth((input) => input.indexOf("x"), spaces)).verdict).toBe("free")
})

test("S-1 the judge of growth waits for promises", async () => {
  const later: Work = async (input) => {
    await Promise.resolve()
    return / +$/.test(`${input}x`)
  }
  expect((await judgeGrowth(later, spaces)).verdict).toBe("steep")
})
