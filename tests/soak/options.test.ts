import { expect, test } from "vitest"
import { readSoakOptions } from "./options"

test("without arguments a soak is short, and with minutes as long as they say", () => {
  expect(readSoakOptions([])).toEqual({ minutes: 1, report: undefined, port: 3700 })
  expect(readSoakOptions(["--minutes", "10"])).toMatchObject({ minutes: 10 })
})

test.each([
  ["--minutes", "0"],
  ["--minutes", "ten"],
  ["--port", "70000"],
])("%s %s is refused by name", (name, value) => {
  expect(readSoakOptions([name, value])).toContain(`${name} is ${value}`)
})

test("an argument that there is not is named", () => {
  expect(readSoakOptions(["--hours", "1"])).toContain("--hours")
})
