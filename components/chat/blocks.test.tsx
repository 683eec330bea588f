import { expect, test } from "vitest"
import { blocksOf } from "./blocks"
import { placeMessages } from "./placement"

const placeOf = (n: number, second: number) => ({ id: `${second}000-0`, n })

/** The blocks of messages with these numbers: their keys, their first and last numbers. Each is said in its second. */
function blocks(numbers: readonly number[], firsts: readonly number[]) {
  let second = 0
  const messages = numbers.map((n) => {
    second = Math.max(second + 1, n)
    const place = placeOf(n, second)
    return {
      ...place,
      channel: "team.red.chat",
      at: 1_000 * second,
      from: { id: "ben" },
      data: { text: `m${n}` },
    }
  })
  const placed = placeMessages(messages, { personId: "bea", read: undefined })
  const places = firsts.map((n) => placeOf(n, n))
  return blocksOf(placed, places).map(({ key, rows }) => [key, rows.at(0)?.message.n, rows.at(-1)?.message.n])
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

test("S-24 a block is the same one while messages come at one end of the list and go at the other", () => {
  const [first, second] = ["0-0", "0-1"]
  expect(blocks(range(130, 200), [130])).toEqual([
    [first, 130, 179],
    [second, 180, 200],
  ])
  expect(blocks(range(131, 201), [130])).toEqual([
    [first, 131, 179],
    [second, 180, 201],
  ])
})

test("older messages are blocks of their own, and change no other", () => {
  const shown = blocks(range(130, 200), [130])
  const older = blocks(range(80, 200), [80, 130])
  expect(older).toEqual([["1-0", 80, 129], ...shown])
  // Where a number is missing, a page of fifty spans more than one block.
  const oldest = blocks([...range(29, 40), ...range(42, 200)], [29, 80, 130])
  expect(oldest).toEqual([["2-0", 29, 78], ["2-1", 79, 79], ...older])
})

test("S-24 where numbers begin anew no two blocks have the same key", () => {
  expect(blocks([...range(98, 149), ...range(97, 102), 1, 2], [98])).toEqual([
    ["0-0", 98, 147],
    ["0-1", 148, 2],
  ])
})

test("without messages there is no block", () => {
  expect(blocks([], [])).toEqual([])
})
