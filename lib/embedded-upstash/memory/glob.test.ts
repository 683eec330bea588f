import { expect, test } from "vitest"
import { matchesGlob } from "./glob"

test.each([
  ["*", "", true],
  ["*", "anything", true],
  ["a*c", "abbbc", true],
  ["a*c", "abbbd", false],
  ["a*b*c", "a-b-b-c", true],
  ["?", "", false],
  ["h?llo", "hello", true],
  ["[abc]", "b", true],
  ["[^abc]", "b", false],
  ["[^abc]", "d", true],
  ["[a-c]x", "bx", true],
  ["[c-a]x", "bx", true],
  ["[\\]]", "]", true],
  ["\\*", "*", true],
  ["\\*", "a", false],
  ["a", "ab", false],
  ["ab", "a", false],
  ["", "", true],
  ["", "a", false],
])("%s on %s: %s", (pattern, name, expected) => {
  expect(matchesGlob(pattern, name)).toBe(expected)
})

test("a pattern of many stars does not take for ever", () => {
  expect(matchesGlob(`${"a*".repeat(200)}b`, "a".repeat(5000))).toBe(false)
})
