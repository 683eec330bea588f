import { expect, test } from "vitest"
import { displayName } from "./display-name"

test("S-27 a name shows what it holds, and lets what follows it stand where it is", () => {
  for (const [text, shown] of [
    ["Ben Castillo\u202e", "Ben Castillo"],
    ["\u2067Ben\u2069 Castillo", "Ben Castillo"],
    ["Ben\nCastillo", "Ben Castillo"],
    [`Ben Castillo${"\u2800".repeat(28)}`, "Ben Castillo"],
    ["Ben \u00a0\u3164 Castillo", "Ben Castillo"],
    ["\u0000x\u0007", "x"],
    ["a\ud800b", "ab"],
    ["e\u0301", "\u00e9"],
    ...["\u200b", "\u3164", " \t ", "\u202e\u202c", ""].map((nothing) => [nothing, ""] as const),
  ] as const) {
    expect(displayName(text), JSON.stringify(text)).toBe(shown)
  }
})

test("S-27 names of any script stay as they are", () => {
  for (const name of ["Bea Lindqvist", "山田太郎", "می‌خواهم", "שרה כהן", "O’Brien-Søren", "👩‍💻 Ada"]) {
    expect(displayName(name)).toBe(name)
  }
})
