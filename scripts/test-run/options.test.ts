import { expect, test } from "vitest"
import { helpText, readOptions } from "./options"
import { stepNames } from "./steps"

test("without arguments every step runs, and what downloads another Node only in CI", () => {
  expect(readOptions([], { isCi: true })).toEqual({ kind: "run", only: stepNames })
  const only = stepNames.filter((name) => name !== "newest")
  expect(readOptions([], { isCi: false })).toEqual({ kind: "run", only })
})

test("chosen steps run in running order, whatever order they were typed in", () => {
  expect(readOptions(["--only=e2e, unit"])).toEqual({ kind: "run", only: ["unit", "e2e"] })
})

test("an unknown step is refused, and the sentence names the known ones", () => {
  expect(readOptions(["--only=unit,e3e"])).toEqual({
    kind: "wrong",
    sentence:
      'There is no step "e3e". Steps are lint, integration, types, unit, build, chaos, soak, unguarded, newest, e2e, nginx.',
  })
})

test("an empty choice is refused", () => {
  expect(readOptions(["--only="]).kind).toBe("wrong")
})

test("an unknown option is refused", () => {
  expect(readOptions(["--onyl=unit"]).kind).toBe("wrong")
})

test("help names every step", () => {
  expect(readOptions(["--help"])).toEqual({ kind: "help" })
  for (const name of stepNames) expect(helpText()).toContain(`  ${name} `)
})
