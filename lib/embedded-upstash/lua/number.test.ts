import { expect, test } from "vitest"
import { formatNumber } from "./number"

test.each([
  [5, "5"],
  [-0.5, "-0.5"],
  [10, "10"],
  [100_000, "100000"],
  [1732147200000, "1732147200000"],
  [99_999_999_999_999, "99999999999999"],
  [1e14, "1e+14"],
  [123_456_789_012_345, "1.2345678901234e+14"],
  [123_456_789_012_355, "1.2345678901236e+14"],
  [10 / 3, "3.3333333333333"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
  [1e100, "1e+100"],
  [0, "0"],
  [Number.POSITIVE_INFINITY, "inf"],
  [Number.NEGATIVE_INFINITY, "-inf"],
])("%d reads as C's %%.14g prints it", (value, expected) => {
  expect(formatNumber(value)).toBe(expected)
})
