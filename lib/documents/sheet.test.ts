import { expect, test } from "vitest"
import { edit, writer } from "../channels"
import { LINES, MAX_CHARACTERS, oneLine } from "./sheet"

test("whatever is pasted becomes one line of characters that can be shown", () => {
  expect(oneLine("milk\r\neggs\u2028bread\u2029tea\ttwo\u0000")).toBe("milk eggs bread tea two ")
  expect(oneLine("Größe 😀 — 7 €")).toBe("Größe 😀 — 7 €")
  expect(oneLine("half \ud83d")).toBe("half  ")
  expect(oneLine(`${"x".repeat(MAX_CHARACTERS - 1)}😀`)).toBe(`${"x".repeat(MAX_CHARACTERS - 1)} `)
})

test("what it makes of a text is what the channel takes; what it would change is refused", () => {
  const texts = ["", "milk", "a\nb", "a\u0085b", "\ud83d", "x".repeat(MAX_CHARACTERS + 1), "\u202eabc"]
  for (const text of texts) {
    expect(edit.safeParse({ line: 0, text: oneLine(text) }).success, text).toBe(true)
    expect(edit.safeParse({ line: 0, text }).success, text).toBe(oneLine(text) === text)
  }
})

test("M-59 an edit is of a line that there is, and says nothing else; so is a caret", () => {
  const isEdit = (value: unknown) => edit.safeParse(value).success
  const isWriter = (caret: unknown) => writer.safeParse({ caret }).success
  for (const line of [-1, LINES, 0.5, "0", null, Number.NaN]) {
    expect(isEdit({ line, text: "a" }), String(line)).toBe(false)
    expect(isWriter({ line, column: 0 }), String(line)).toBe(false)
  }
  expect(isEdit({ line: LINES - 1, text: "a" })).toBe(true)
  expect(isEdit({ line: 0, text: "a", from: "ada" })).toBe(false)
  expect([isWriter(null), isWriter({ line: 0, column: MAX_CHARACTERS })]).toEqual([true, true])
  const isAfter = (after: unknown) => writer.safeParse({ caret: { line: 0, column: 0 }, after }).success
  expect([isAfter("1-0"), isAfter(undefined), isAfter("1"), isAfter(null)]).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect([isWriter({ line: 0, column: MAX_CHARACTERS + 1 }), isWriter({ line: 0 })]).toEqual([false, false])
})
