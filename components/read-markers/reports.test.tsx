import { expect, test, vi } from "vitest"
import { createReports, type Marker } from "./reports"

const marker = (n: number, channel = "team.red.chat"): Marker => ({ channel, id: `${n}-0`, n })

test("while one report is on its way, only the latest of the next ones is sent, for each channel", async () => {
  const sent: string[] = []
  const ends: Array<() => void> = []
  const { report } = createReports(async ({ channel, n }) => {
    sent.push(`${channel} ${n}`)
    await new Promise<void>((end) => ends.push(end))
    return { told: true }
  })
  for (const n of [1, 2, 3]) report(marker(n))
  report(marker(1, "team.blue.chat"))
  expect(sent).toEqual(["team.red.chat 1", "team.blue.chat 1"])
  ends[0]?.()
  await vi.waitFor(() => expect(sent).toEqual(["team.red.chat 1", "team.blue.chat 1", "team.red.chat 3"]))
})

test("what could not be told is told later, unless something further was told meanwhile", async () => {
  const sent: number[] = []
  let reachable = false
  const { report, again } = createReports(async ({ n }) => {
    sent.push(n)
    return { told: reachable }
  })
  report(marker(1))
  await vi.waitFor(() => expect(sent).toEqual([1]))
  reachable = true
  await vi.waitFor(() => {
    again()
    expect(sent).toEqual([1, 1])
  })
  again()
  reachable = false
  report(marker(2))
  await vi.waitFor(() => expect(sent).toEqual([1, 1, 2]))
  reachable = true
  report(marker(3))
  await vi.waitFor(() => expect(sent).toEqual([1, 1, 2, 3]))
  again()
  expect(sent).toEqual([1, 1, 2, 3])
})

test("what came too soon is told when it may be, or what was read further meanwhile in its place", async () => {
  const sent: number[] = []
  const waits: Array<{ ms: number; end: () => void }> = []
  const { report, again } = createReports(
    async ({ n }) => {
      sent.push(n)
      return sent.length % 2 === 1 ? { told: false, waitMs: 7_000 } : { told: true }
    },
    (ms) => new Promise<void>((end) => void waits.push({ ms, end })),
  )
  report(marker(1))
  await vi.waitFor(() => expect(waits.map(({ ms }) => ms)).toEqual([7_000]))
  again()
  expect(sent, "a reconnect does not hurry it").toEqual([1])
  waits[0]?.end()
  await vi.waitFor(() => expect(sent).toEqual([1, 1]))
  report(marker(2))
  await vi.waitFor(() => expect(waits).toHaveLength(2))
  report(marker(3))
  waits[1]?.end()
  await vi.waitFor(() => expect(sent).toEqual([1, 1, 2, 3]))
})
