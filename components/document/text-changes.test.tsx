import { expect, test } from "vitest"
import { chance } from "./chance"
import { changesBetween, fitted, mapColumn, mapSelection, rebase } from "./text-changes"

const FAMILY = "👩🏽‍🌾"

/** Where a caret, written as `|`, is after a text became another one. */
function follow(before: string, after: string, side: "before" | "behind" = "before"): string {
  const column = before.indexOf("|")
  const mapped = mapColumn(changesBetween(before.replace("|", ""), after), column, side)
  return `${after.slice(0, mapped)}|${after.slice(mapped)}`
}

test("a caret stays between the same letters", () => {
  expect(follow("0123456789|", "Bea: 0123456789")).toBe("Bea: 0123456789|")
  expect(follow("01234|56789", "Bea: 0123456789")).toBe("Bea: 01234|56789")
  expect(follow("01234|56789", "0123456789 and more")).toBe("01234|56789 and more")
  expect(follow("Milk an|d eggs", "Milk, eggs and bread")).toBe("Milk, eggs an|d bread")
  expect(follow("Milk and |eggs", "and eggs")).toBe("and |eggs")
  expect(follow("|Milk", "Oat Milk")).toBe("|Oat Milk")
})

test("what is put in at the very place of a caret stands behind it, or before it where that is asked for", () => {
  expect(follow("ab|cd", "abXcd")).toBe("ab|Xcd")
  expect(follow("ab|cd", "abXcd", "behind")).toBe("abX|cd")
  expect(follow("abcd|", "abcdX")).toBe("abcd|X")
  expect(follow("|", "X")).toBe("|X")
})

test("a caret in a part that was replaced is before what stands there now, and one at its ends stays there", () => {
  expect(follow("a123|45b", "aXYb")).toBe("a|XYb")
  expect(follow("a|12345b", "aXYb", "behind")).toBe("a|XYb")
  expect(follow("a12345|b", "aXYb")).toBe("aXY|b")
  expect(follow("all of| it", "")).toBe("|")
})

test("a caret never comes to stand within a letter of several characters", () => {
  expect(follow(`${FAMILY}|!`, "👩🏽‍🍳!")).toBe("👩🏽‍🍳|!")
  expect(follow("e|", "e\u0301")).toBe("e\u0301|")
  expect(follow("🇩🇪|🇫🇷", "🇫🇷🇩🇪🇫🇷")).toBe("🇫🇷🇩🇪|🇫🇷")
})

test("where hardly a letter is left, the part that changed counts as replaced: what is around it keeps its carets", () => {
  const [old, now] = ["abcdefghij".repeat(6), "klmnopqrst".repeat(6)]
  expect(changesBetween(`<${old}>`, `<${now}>`)).toEqual([{ from: 1, to: 61, text: now }])
  expect(follow(`<${old}>|!`, `<${now}>!`)).toBe(`<${now}>|!`)
  expect(follow("0123|456789", `${"Bea: ".repeat(20)}0123456789`)).toBe(`${"Bea: ".repeat(20)}0123|456789`)
})

test("a selection has the same letters, and nothing that others put in at its ends", () => {
  const select = (before: string, after: string, start: number, end: number) => {
    const mapped = mapSelection(changesBetween(before, after), { start, end })
    return after.slice(mapped.start, mapped.end)
  }
  expect(select("0123456789", "Bea: 0123456789", 3, 6)).toBe("345")
  expect(select("0123456789", "012<345>6789", 3, 6)).toBe("345")
  expect(select("0123456789", "0123x456789", 3, 6)).toBe("3x45")
  expect(select("0123456789", "012789", 3, 6)).toBe("")
  expect(select("0123456789", "new", 0, 10)).toBe("new")
})

test("changes of two people over the same text are both made, each in its place", () => {
  expect(rebase("0123456789", "0123456789仮名", "Bea: 0123456789")).toBe("Bea: 0123456789仮名")
  expect(rebase("0123456789", "01X23456789", "0123456789Y")).toBe("01X23456789Y")
  expect(rebase("abc", "abcX", "abcY")).toBe("abcXY")
  expect(rebase("one two three", "one 2 three", "one two")).toBe("one 2")
  expect(rebase("Milk", "Tea", "Bea: Milk")).toBe("Bea: Tea")
  expect(rebase("Milk eggs", "", "Milk and eggs"), "nothing of theirs is taken out").toBe("and ")
  expect(rebase("one two three", "one", "one two, three, four")).toBe("one,, four")
  expect(rebase("one two", "one", "one 2")).toBe("one2")
  expect(rebase("one", "one two", "one two"), "the same change of both is made once").toBe("one two")
  expect(rebase("one", "one two", "Bea: one two")).toBe("Bea: one two")
  expect(rebase("same", "same", "else")).toBe("else")
  expect(rebase("same", "else", "same")).toBe("else")
})

test("whatever a text becomes, its changes lead there, and its places keep their order within it", () => {
  const alphabet = ["a", "b", " ", FAMILY, "😀", "e\u0301"]
  for (let seed = 0; seed < 300; seed += 1) {
    const random = chance(seed)
    const pick = (most: number) => Math.floor(random() * most)
    const write = () => Array.from({ length: pick(12) }, () => alphabet[pick(alphabet.length)]).join("")
    const [before, after] = [write(), write()]
    const changes = changesBetween(before, after)
    let [made, at] = ["", 0]
    for (const { from, to, text } of changes) {
      made += before.slice(at, from) + text
      at = to
    }
    expect(made + before.slice(at), `seed ${seed}`).toBe(after)
    expect(rebase(before, after, before), `seed ${seed}`).toBe(after)
    const columns = Array.from({ length: before.length + 1 }, (_, column) =>
      mapColumn(changes, column, "before"),
    )
    expect(columns, `seed ${seed}`).toEqual([...columns].sort((a, b) => a - b))
    expect(columns.at(-1), `seed ${seed}`).toBeLessThanOrEqual(after.length)
  }
})

test("of what is put into a text there is as much as there is room for, and nothing else goes", () => {
  expect(fitted("0123456789", "Ben: 0123456789", 12)).toBe("Be0123456789")
  expect(fitted("0123456789", "0123456789 and more", 10)).toBe("0123456789")
  expect(fitted("0123456789", "01<234>56789", 11)).toBe("01<23456789")
  expect(fitted("0123456789", "new", 2)).toBe("ne")
  expect(fitted("ab", `a${FAMILY}b`, 4), "no half letters").toBe("ab")
  expect(fitted("ab", "a and b", 7)).toBe("a and b")
})
