import { expect, test } from "vitest"
import { scriptFlags, withFloatLiterals, withoutShebang } from "./source"

test.each([
  ["return 1 + 0x10", "return 1.0 + 16.0"],
  ["return 1.5, 1e3, .5, 3.", "return 1.5, 1e3, .5, 3."],
  ["t[1], a1, _2b = 1, 2, 3", "t[1.0], a1, _2b = 1.0, 2.0, 3.0"],
  [`return "1 \\" 2", '3 \\' 4', 5`, `return "1 \\" 2", '3 \\' 4', 5.0`],
  ["-- 1\nreturn 2 --[[ 3\n4 ]] + 5", "-- 1\nreturn 2.0 --[[ 3\n4 ]] + 5.0"],
  ["return [[ 1 ]] .. [==[ 2 ]] 3 ]==] .. 4", "return [[ 1 ]] .. [==[ 2 ]] 3 ]==] .. 4.0"],
  ["return -1", "return -1.0"],
])("whole numbers become floats, and nothing else: %s", (source, expected) => {
  expect(withFloatLiterals(source)).toBe(expected)
})

test("the first line goes and leaves the numbers of the other lines alone", () => {
  expect(withoutShebang("#!lua flags=allow-key-locking\nreturn 1")).toBe("\nreturn 1")
  expect(withoutShebang("return 1")).toBe("return 1")
})

test("flags are read from the first line only", () => {
  expect(scriptFlags("#!lua flags=no-writes,allow-stale\nreturn 1")).toEqual(["no-writes", "allow-stale"])
  expect(scriptFlags("#!lua\nreturn 1")).toEqual([])
  expect(scriptFlags("return 1\n#!lua flags=no-writes")).toEqual([])
})
