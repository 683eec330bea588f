import { expect, test } from "vitest"
import { chance } from "./chance"
import { placeFlags } from "./flags"

const startsOf = (flags: Parameters<typeof placeFlags>[0], room: number) =>
  placeFlags(flags, room).map(({ at }) => at)

test("a flag stands where it begins, and where the row ends too soon for it, before that", () => {
  expect(startsOf([{ at: 30, width: 40 }], 300)).toEqual([30])
  expect(startsOf([{ at: 280, width: 40 }], 300)).toEqual([260])
})

test("flags of the same place stand side by side, also at the end of the row", () => {
  const three = (at: number) => [40, 50, 60].map((width) => ({ at, width }))
  expect(startsOf(three(10), 300)).toEqual([10, 52, 104])
  expect(startsOf(three(290), 300)).toEqual([146, 188, 240])
})

test("flags keep the order in which their carets stand, in whatever order they are given", () => {
  const [late, early] = placeFlags(
    [
      { at: 20, width: 40 },
      { at: 10, width: 40 },
    ],
    300,
  )
  expect([early?.at, late?.at]).toEqual([10, 52])
})

test("however many and wherever, no flag covers another and none leaves the row", () => {
  for (let seed = 1; seed < 300; seed += 1) {
    const random = chance(seed)
    const room = 100 + random() * 500
    const flags = Array.from({ length: 1 + Math.floor(random() * 9) }, () => ({
      at: random() * room,
      width: 20 + random() * 100,
    }))
    const row = [...placeFlags(flags, room)].sort((a, b) => a.at - b.at)
    for (const [index, { at, width }] of row.entries()) {
      expect(at, `seed ${seed}`).toBeGreaterThanOrEqual(-0.001)
      expect(at + width, `seed ${seed}`).toBeLessThanOrEqual((row[index + 1]?.at ?? room) + 0.001)
    }
  }
})
