import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { Attempt } from "../sock8/server/attempt"
import type { AuditEntry } from "./attempt-entry"
import { createAuditLog } from "./audit-log"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const attempt = (given: Partial<Attempt> = {}): Attempt => ({
  ...{ attempt: "connect", allowed: false, why: "Authentication required", code: "AUTH_REQUIRED" },
  ...{ identity: null, address: "203.0.113.7", userAgent: null, auth: "none", namespace: null, channels: [] },
  ...given,
})

/** A log over a store that can be away. */
function startLog({ singles = 2, authors = 20 } = {}) {
  const batches: (readonly AuditEntry[])[] = []
  const lost: number[] = []
  const store = { isAway: false, tries: 0 }
  const log = createAuditLog({
    allowance: { singles, authors },
    onLost: (attempts) => lost.push(attempts),
    async write(entries) {
      store.tries += 1
      if (store.isAway) throw new Error("away")
      batches.push(entries)
    },
  })
  const stored = () => batches.flat()
  return { log, store, batches, lost, stored, sum: () => stored().reduce((all, { count }) => all + count, 0) }
}

test("S-6 a flood is written in two batches: the first attempts at once, the count when the minute ends", async () => {
  const { log, batches, sum } = startLog()
  for (let sent = 0; sent < 1_000; sent += 1) log.record(attempt())
  await vi.advanceTimersByTimeAsync(1_000)
  expect(batches.map((entries) => entries.length)).toEqual([2])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(batches.map((entries) => entries.length)).toEqual([2, 1])
  expect(sum()).toBe(1_000)
  expect(vi.getTimerCount(), "nothing is left to do").toBe(0)
})

test("S-6 an outage keeps the first attempts and the counts, in order, and nothing is missing in the sum", async () => {
  const { log, store, stored, sum, lost } = startLog({ singles: 30, authors: 500 })
  store.isAway = true
  for (let second = 0; second < 300; second += 1) {
    for (let person = 0; person < 10; person += 1) log.record(attempt({ identity: `p${person}` }))
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(store.tries, "one try a second").toBeLessThanOrEqual(310)
  store.isAway = false
  await vi.advanceTimersByTimeAsync(120_000)
  expect(sum()).toBe(3_000)
  expect(stored()[0]?.since).toBeLessThanOrEqual(stored().at(-1)?.at ?? 0)
  expect(lost).toEqual([])
})

test("S-6 what waits is bounded however long Redis is away, and what was lost is counted and said in the log", async () => {
  const { log, store, stored, sum, lost } = startLog({ singles: 30, authors: 500 })
  store.isAway = true
  let sent = 0
  for (let minute = 0; minute < 12; minute += 1) {
    for (let index = 0; index < 600; index += 1) log.record(attempt({ identity: `p${index % 300}` }))
    sent += 600
    await vi.advanceTimersByTimeAsync(60_000)
  }
  store.isAway = false
  await log.flush()
  await log.flush()
  expect(stored().length).toBeLessThanOrEqual(2_200)
  expect(sum(), "every attempt is an entry, in a count, or in the number of the lost").toBe(sent)
  expect(stored().at(-1)).toMatchObject({ attempt: "lost", allowed: false })
  expect(lost.length).toBeGreaterThan(0)
})

test("S-6 a batch that the channel never takes does not keep back all that follow", async () => {
  const { log, store, stored, lost } = startLog()
  store.isAway = true
  log.record(attempt())
  await vi.advanceTimersByTimeAsync(601_000)
  expect(store.tries).toBe(600)
  store.isAway = false
  log.record(attempt())
  await vi.advanceTimersByTimeAsync(2_000)
  expect(stored().map(({ attempt, count }) => `${attempt} ${count}`)).toEqual(["connect 1", "lost 1"])
  expect(lost).toEqual([1])
})

test("S-6 a batch whose answer was lost is sent again as it was, so that it can be recognised", async () => {
  const sent: string[] = []
  const log = createAuditLog({
    allowance: { singles: 9, authors: 9 },
    async write(entries, id) {
      sent.push(`${id} ${entries.length}`)
      if (sent.length === 1) throw new Error("stored, and the answer was lost")
    },
  })
  log.record(attempt())
  await vi.advanceTimersByTimeAsync(100)
  log.record(attempt())
  await vi.advanceTimersByTimeAsync(5_000)
  expect(sent.length).toBe(3)
  expect(sent[1]).toBe(sent[0])
  expect(sent[2]?.endsWith(" 1")).toBe(true)
})

test("S-6 flush writes at once what waits and what is counted", async () => {
  const { log, sum, batches } = startLog()
  for (let index = 0; index < 500; index += 1) log.record(attempt({ address: `192.0.2.${index % 100}` }))
  await log.flush()
  expect(sum()).toBe(500)
  expect(batches.length).toBe(1)
  await log.flush()
  expect(batches.length, "nothing is written twice").toBe(1)
})

test("S-6 flush does not wait for a store that is away", async () => {
  const { log, store, sum } = startLog()
  store.isAway = true
  log.record(attempt())
  await log.flush()
  expect(store.tries).toBe(1)
  store.isAway = false
  await vi.advanceTimersByTimeAsync(2_000)
  expect(sum()).toBe(1)
})
