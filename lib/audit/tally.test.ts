import { expect, test } from "vitest"
import type { Attempt } from "../sock8/server/attempt"
import { authorOf, entryOf } from "./attempt-entry"
import { createTally } from "./tally"

const attempt = (given: Partial<Attempt> = {}): Attempt => ({
  ...{ attempt: "connect", allowed: false, why: "Authentication required", code: "AUTH_REQUIRED" },
  ...{ identity: null, address: "203.0.113.7", userAgent: null, auth: "none", namespace: null, channels: [] },
  ...given,
})

/** Takes or counts each attempt, and answers how many had an entry of their own, and the others'. */
function tallied(attempts: readonly Attempt[], allowance = { singles: 2, authors: 20 }) {
  const tally = createTally(allowance)
  let singles = 0
  for (const one of attempts) {
    if (tally.take(authorOf(one))) singles += 1
    else tally.count(authorOf(one), entryOf(one))
  }
  return { singles, counted: tally.close(), again: tally.close() }
}

const times = (count: number, make: (index: number) => Attempt) =>
  Array.from({ length: count }, (_, i) => make(i))
const sum = (entries: ReadonlyArray<{ count: number }>) =>
  entries.reduce((total, { count }) => total + count, 0)

test("S-6 what one address tries is two entries of single attempts and one count", () => {
  const { singles, counted, again } = tallied(times(1_000, () => attempt()))
  expect(singles).toBe(2)
  expect(counted).toMatchObject([
    { attempt: "connect", code: "AUTH_REQUIRED", address: "203.0.113.7", count: 998, others: false },
  ])
  expect(again, "a window that ended is forgotten").toEqual([])
})

test("S-6 addresses beyond those that are told apart are one count, and none is missing in the sum", () => {
  const addresses = times(1_000, (index) => attempt({ address: `198.51.${index % 97}.${index % 251}` }))
  const { singles, counted } = tallied(addresses)
  expect(singles, "each address sends one").toBe(20)
  expect(counted.length).toBeLessThanOrEqual(21)
  expect(singles + sum(counted)).toBe(1_000)
  expect(counted.at(-1)).toMatchObject({ others: true, person: null, address: null })
})

test("S-6 the addresses of one IPv6 network count as one", () => {
  const { counted } = tallied(times(100, (index) => attempt({ address: `2001:db8::${index.toString(16)}` })))
  expect(counted).toMatchObject([{ count: 98, address: "2001:db8:0:0::/64" }])
})

test("S-6 a member who floods leaves the others their entries", () => {
  const flood = times(500, () => attempt({ identity: "ben", code: "FORBIDDEN_CHANNEL", attempt: "publish" }))
  const { singles, counted } = tallied([...flood, attempt({ identity: "bea" })])
  expect(singles).toBe(3)
  expect(counted).toMatchObject([{ person: "ben", address: null, count: 498 }])
})

test("S-6 what is allowed and what is refused is counted apart, and different kinds are named with their numbers", () => {
  const by = { identity: "ben" }
  const mixed = [
    ...times(3, () => attempt({ ...by, attempt: "publish", code: "FORBIDDEN_CHANNEL" })),
    ...times(2, () => attempt({ ...by, attempt: "history", code: "RATE_LIMITED" })),
    ...times(4, () =>
      attempt({ ...by, attempt: "publish", allowed: true, code: null, why: "member of red" }),
    ),
  ]
  const { counted } = tallied(mixed, { singles: 0, authors: 5 })
  expect(counted).toMatchObject([
    { attempt: "several", code: null, count: 5, why: "publish FORBIDDEN_CHANNEL 3, history RATE_LIMITED 2" },
    { attempt: "publish", allowed: true, count: 4, why: "member of red" },
  ])
})

test("S-6 a count holds a few channels' names, however many were tried", () => {
  const names = times(500, (index) => attempt({ channels: [`team.${index}.chat`, "lobby"] }))
  const { counted } = tallied(names, { singles: 0, authors: 5 })
  expect(counted.map(({ channels }) => channels.length)).toEqual([8])
  expect(JSON.stringify(counted).length).toBeLessThan(1_000)
})
