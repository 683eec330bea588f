import { expect, test } from "vitest"
import type { Member } from "@/lib/sock8/core/presence"
import { caretsIn, cutAt, followCarets, type Writer, whereInWords } from "./carets"
import { noTexts } from "./lines"

const member = (id: string, caret: Writer["caret"], connections = 1): Member<Writer> => ({
  ...{ id, name: id.toUpperCase(), since: 1, connections },
  state: { caret },
})

test("a line has the carets of those who write in it, from its beginning", () => {
  const others = [
    member("ada", { line: 2, column: 5 }),
    member("bea", { line: 2, column: 1 }),
    member("eve", { line: 1, column: 1 }),
    member("una", null),
    { ...member("zoe", null), state: null },
  ]
  expect(caretsIn({ line: 2, text: "Hello", texts: noTexts }, others)).toEqual([
    { id: "bea", name: "BEA", column: 1 },
    { id: "ada", name: "ADA", column: 5 },
  ])
})

test("a caret is never behind the end of the text, and whoever is leaving has none", () => {
  const others = [member("ada", { line: 0, column: 9 }), member("bea", { line: 0, column: 1 }, 0)]
  expect(caretsIn({ line: 0, text: "abc", texts: noTexts }, others)).toEqual([
    { id: "ada", name: "ADA", column: 3 },
  ])
})

test("a caret stands between the letters where its person sees it, though they have not heard of later edits", () => {
  const texts = new Map([
    ["1-0", "0123456789"],
    ["2-0", "Bea: 0123456789"],
  ])
  const column = (after: string | undefined, text: string, told = 10) => {
    const ben = { ...member("ben", null), state: { caret: { line: 0, column: told }, after } }
    return caretsIn({ line: 0, text, texts }, [ben])[0]?.column
  }
  expect(column("1-0", "Bea: 0123456789")).toBe(15)
  expect(column("2-0", "Bea: 0123456789", 15)).toBe(15)
  expect(column("2-0", "0123456789", 15)).toBe(10)
  expect(column("1-0", "Bea: 0123456789, and what I write")).toBe(15)
  expect(column("3-0", "Bea: 0123456789"), "what they see is not known here yet").toBe(10)
  expect(column(undefined, "Bea: 0123456789"), "what they write is not stored yet").toBe(10)
})

test("carets follow what becomes of the text", () => {
  expect(followCarets([{ id: "ada", name: "Ada", column: 3 }], "abc", "01abc")).toEqual([
    { id: "ada", name: "Ada", column: 5 },
  ])
})

test("a text is cut where carets stand, and no letter of it is lost", () => {
  const carets = [
    { id: "bea", name: "Bea", column: 0 },
    { id: "ada", name: "Ada", column: 2 },
    { id: "eve", name: "Eve", column: 2 },
  ]
  const { pieces, rest } = cutAt("abc", carets)
  expect(pieces.map(({ text, caret }) => [text, caret.id])).toEqual([
    ["", "bea"],
    ["ab", "ada"],
    ["", "eve"],
  ])
  expect(rest).toBe("c")
  expect(cutAt("abc", [])).toEqual({ pieces: [], rest: "abc" })
})

test("where somebody is, in words: lines are counted from one", () => {
  expect(whereInWords(member("ada", { line: 2, column: 5 }))).toBe("at line 3")
  expect(whereInWords(member("ada", null))).toBe("reading")
  expect(whereInWords(member("ada", { line: 2, column: 5 }, 0))).toBe("leaving")
})
