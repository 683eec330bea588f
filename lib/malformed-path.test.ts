import { expect, test } from "vitest"
import { MALFORMED } from "./malformed-path"

const malformed = new RegExp(`^${MALFORMED}$`, "i")

/** What the platform says of the same text. */
function isReadable(path: string): boolean {
  try {
    return decodeURIComponent(path) !== undefined
  } catch {
    return false
  }
}

test("a path is malformed where it cannot be decoded, whatever two bytes it has in it", () => {
  const hex = Array.from({ length: 256 }, (_, byte) => `%${byte.toString(16).padStart(2, "0")}`)
  for (const first of hex) {
    for (const second of ["", "x", "/", ...hex]) {
      const path = `team/${first}${second}`
      expect(malformed.test(path), path).toBe(!isReadable(path))
    }
  }
})

test("longer characters are read like the platform does: whole, in their shortest form, and no halves of a pair", () => {
  const edges = ["%7f", "%80", "%8f", "%90", "%9f", "%a0", "%bf", "%c0", "%BF", "z"]
  for (const lead of ["%e0", "%e1", "%ec", "%ed", "%EE", "%ef", "%f0", "%f1", "%f3", "%f4", "%f5", "%ff"]) {
    for (const second of edges) {
      for (const third of edges) {
        for (const fourth of ["", ...edges]) {
          const path = `${lead}${second}${third}${fourth}`
          expect(malformed.test(path), path).toBe(!isReadable(path))
        }
      }
    }
  }
})

test.each([
  "",
  "%",
  "%z",
  "%zz",
  "%4",
  "100%",
  "a%2",
  "%u0041",
  "dashboard/team/%C3%A9",
  "%F0%9F%91%8B",
  "%2F%2f%00",
])("%j", (path) => {
  expect(malformed.test(path)).toBe(!isReadable(path))
})

test("a long path is decided at once: no character can be read in two ways", () => {
  for (const path of [`${"%c3%a9".repeat(20_000)}%`, `${"a".repeat(100_000)}%`]) {
    expect(malformed.test(path)).toBe(true)
  }
})
