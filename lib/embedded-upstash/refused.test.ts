import { expect, test } from "vitest"
import { findRefusal } from "./refused"

test.each([
  [["BLPOP", "l", "0"], "BLPOP"],
  [["config", "get", "x"], "CONFIG"],
  [["XREAD", "COUNT", "1", "block", "0", "STREAMS", "s", "$"], "XREAD"],
] as const)("%s is refused by name", (command, name) => {
  expect(findRefusal(command)?.message).toBe(`ERR Command is not available: '${name}'`)
})

test("a key may be called block", () => {
  expect(findRefusal(["XREAD", "STREAMS", "block", "0"])).toBeUndefined()
  expect(findRefusal(["GET", "BLOCK"])).toBeUndefined()
})
