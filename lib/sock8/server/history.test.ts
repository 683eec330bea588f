import { describe, expect, test } from "vitest"
import { continueFrom, continueWhole } from "./continuation"
import type { Entry } from "./entry"

const entry = (n: number): Entry => ({
  ...{ channel: "c", body: "{}", previous: `${n - 1}-0` },
  position: { id: `${n}-0`, epoch: "a", n },
})
const reading = (headN: number, ...numbers: number[]) => ({
  head: { id: `${headN}-0`, epoch: "a", n: headN },
  entries: numbers.map(entry),
  more: false,
})
const cursor = (n: number, epoch = "a") => ({ id: `${n}-0`, epoch, n })

describe("a cursor is continued", () => {
  test("by the next number", () => {
    expect(continueFrom(cursor(5), reading(7, 6, 7)).gap).toBeUndefined()
  })

  test("by silence, where nothing was said", () => {
    expect(continueFrom(cursor(5), reading(5)).gap).toBeUndefined()
    expect(continueFrom(cursor(0), reading(0)).gap).toBeUndefined()
  })

  test("where the last message that was seen is the last that was trimmed", () => {
    expect(continueFrom(cursor(5), reading(8, 6, 7, 8)).gap).toBeUndefined()
  })

  test("without looking for holes where it is a bare id", () => {
    expect(continueFrom({ id: "5-0" }, reading(9, 8, 9)).gap).toBeUndefined()
  })
})

describe("a gap is told", () => {
  test("where messages were trimmed, up to the first that is left", () => {
    expect(continueFrom(cursor(5), reading(9, 8, 9)).gap).toMatchObject({ epoch: "a", n: 7 })
  })

  test("where all of them were trimmed", () => {
    expect(continueFrom(cursor(5), reading(9)).gap).toEqual({ id: "9-0", epoch: "a", n: 9 })
  })

  test("where the channel began anew", () => {
    expect(continueFrom(cursor(5, "before"), reading(2, 1, 2)).gap).toMatchObject({ epoch: "a", n: 0 })
    expect(continueFrom(cursor(5, "before"), reading(5)).gap).toMatchObject({ epoch: "a", n: 5 })
  })

  test("where as many messages were lost as were said since, and the numbers fit", () => {
    const lost = { ...cursor(5), id: "5-0" }
    const first = { ...entry(6), position: { id: "16-0", epoch: "a", n: 6 }, previous: "15-0" }
    const head = { id: "16-0", epoch: "a", n: 6 }
    expect(continueFrom(lost, { head, entries: [first], more: false }).gap).toMatchObject({ n: 5 })
    const trimmed = { head: { id: "15-0", epoch: "a", n: 5 }, entries: [], more: false }
    expect(continueFrom(lost, trimmed).gap).toEqual(trimmed.head)
  })

  test("where the cursor is from a future that was lost", () => {
    expect(continueFrom(cursor(9), reading(5)).gap).toMatchObject({ n: 5 })
    expect(continueFrom(cursor(9), reading(11, 8, 9, 10, 11)).gap).toMatchObject({ n: 7 })
  })
})

describe("where only the latest about each thing is kept", () => {
  test("what is whole is continued as anywhere", () => {
    for (const whole of [reading(7, 6, 7), reading(5)]) {
      expect(continueWhole(cursor(5), whole)).toEqual(continueFrom(cursor(5), whole))
    }
  })

  test("holes at the beginning and in the middle are one gap up to the end, and nothing is told beside it", () => {
    for (const holes of [reading(9, 7, 8, 9), reading(9, 6, 9), reading(9, 7, 9), reading(9, 9)]) {
      expect(continueWhole(cursor(5), holes)).toEqual({ gap: holes.head, entries: [], more: false })
    }
  })
})

describe("a Redis that lost its last messages", () => {
  test("is told as a gap where it happened, also to a cursor from before it whose numbers fit", () => {
    const { gap, entries } = continueFrom(cursor(5, "before"), { ...reading(9, 6, 7, 8, 9), cut: "7-0" })
    expect(gap).toMatchObject({ epoch: "a", n: 7 })
    expect(entries.map(({ position }) => position.n)).toEqual([8, 9])
  })

  test("is read past page by page where all of a page was said before", () => {
    const page = { ...reading(9, 6, 7), cut: "7-0", more: true }
    expect(continueFrom(cursor(5, "before"), page)).toMatchObject({ gap: { id: "7-0", n: 7 }, entries: [] })
  })
})
