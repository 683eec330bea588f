import { expect, test } from "vitest"
import { SortedSet } from "./sorted-set"

test("members stay in the order of score and then bytes, whatever is added, moved and removed", () => {
  const set = new SortedSet()
  const scores = new Map<string, number>()
  for (let step = 0; step < 2000; step += 1) {
    const member = `m${(step * 7919) % 97}`
    const score = (step * 104_729) % 13
    if (step % 5 === 4) {
      expect(set.delete(member)).toBe(scores.delete(member))
    } else {
      set.set(member, score)
      scores.set(member, score)
    }
  }
  const expected = [...scores].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).map(([member]) => member)
  expect(set.slice(0, set.size).map(({ member }) => member)).toEqual(expected)
  for (const [rank, member] of expected.entries()) expect(set.rankOf(member)).toBe(rank)
})
