import { expect, test } from "vitest"
import { stepNames, steps } from "./steps"

test("every step that is named is there, in this order, and can say what it would run", () => {
  expect(steps.map(({ name }) => name)).toEqual(stepNames)
  for (const { commands } of steps) expect(commands("report.json").length).toBeGreaterThan(0)
})
