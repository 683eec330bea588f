import { expect, test } from "vitest"
import { blocksOf } from "./blocks"
import { placeMessages } from "./placement"

/** The blocks of messages with these numbers: their keys, and the first and last number of each. */
function blocks(...numbers: number[]) {
  const messages = numbers.map((n, index) => {
    const at = 1_000 * index
    return { channel: "team.red.chat", id: `${at}-0`, n, at, from: { id: "ben" }, data: { text: `m${n}` } }
  })
  const placed = placeMessages(messages, { personId: "bea", read: undefined })
  return blocksOf(placed).map(({ key, rows }) => [key, rows.at(0)?.message.n, rows.at(-1)?.message.n])
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

test("S-24 a block is the same one while messages come at one end of the list and go at the other", () => {
  expect(blocks(...range(30, 120))).toEqual([
    ...[
      [0, 30, 49],
      [1, 50, 99],
    ],
    [2, 100, 120],
  ])
  expect(blocks(...range(31, 121))).toEqual([
    ...[
      [0, 31, 49],
      [1, 50, 99],
    ],
    [2, 100, 121],
  ])
})

test("S-24 where numbers begin anew no two blocks have the same key", () => {
  expect(blocks(...range(98, 101), ...range(97, 102), 1, 2)).toEqual([
    [1, 98, 99],
    [2, 100, 2],
  ])
})

test("without messages there is no block", () => {
  expect(blocks()).toEqual([])
})
