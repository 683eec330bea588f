import { expect, test } from "vitest"
import { chance } from "./chance"
import { type Edit, noLines, noTexts, withEdits, withTexts } from "./lines"

const edit = (id: string, line: number, text: string): Edit => ({ id, line, text, by: { id: "ben" } })

test("the edit that Redis put last is the line, in whatever order one hears of it", () => {
  const [first, second] = [edit("9-0", 3, "nine"), edit("10-0", 3, "ten")]
  const ways = [
    [first, second],
    [second, first],
    [second, first, second],
  ]
  for (const edits of ways) expect(withEdits(noLines, edits).get(3)?.text).toBe("ten")
  expect(withEdits(noLines, [edit("10-2", 3, "b"), edit("10-11", 3, "c")]).get(3)?.text).toBe("c")
})

test("edits of one line leave the others alone, and old news changes nothing", () => {
  const lines = withEdits(noLines, [edit("1-0", 0, "a"), edit("2-0", 1, "b")])
  expect(withEdits(lines, [edit("3-0", 1, "c")])).toEqual(
    new Map([
      [0, edit("1-0", 0, "a")],
      [1, edit("3-0", 1, "c")],
    ]),
  )
  expect(withEdits(lines, [edit("1-0", 0, "a"), edit("1-5", 1, "old")])).toBe(lines)
})

test("however edits are shuffled, repeated and cut into portions, the lines are the same", () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const random = chance(seed)
    const pick = (most: number) => Math.floor(random() * most)
    const said = Array.from({ length: 30 }, (_, n) =>
      edit(`${5 + Math.floor(n / 3)}-${n % 3}`, pick(4), `text ${n}`),
    )
    const expected = new Map(said.map((one) => [one.line, one]))
    const heard = [...said, ...said.filter(() => random() < 0.3)].sort(() => random() - 0.5)
    let lines = noLines
    while (heard.length > 0) lines = withEdits(lines, heard.splice(0, 1 + pick(5)))
    expect(new Map([...lines].sort()), `seed ${seed}`).toEqual(new Map([...expected].sort()))
  }
})

test("what lines said is kept by edit, also of those that are replaced, and the oldest is forgotten first", () => {
  const texts = withTexts(noTexts, [edit("1-0", 0, "a"), edit("2-0", 0, "b"), edit("3-0", 1, "c")])
  expect([...texts]).toEqual([
    ["1-0", "a"],
    ["2-0", "b"],
    ["3-0", "c"],
  ])
  expect(withTexts(texts, [edit("2-0", 0, "b")])).toBe(texts)
  const many = Array.from({ length: 100 }, (_, n) => edit(`${n + 4}-0`, 0, `text ${n}`))
  const latest = withTexts(texts, many)
  expect([latest.size, latest.has("3-0"), latest.has("4-0")]).toEqual([100, false, true])
})
