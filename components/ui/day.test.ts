/** Days by the clocks of places where days are not 24 hours long. A process each, since Node reads its time zone once. */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const day = fileURLToPath(new URL("day.ts", import.meta.url))

/** Walks through the hours around a moment, and says what does not fit; and how long the day of the moment is. */
const script = (around: string) => `
  import { dayOf, isWithin } from ${JSON.stringify(day)}
  const around = Date.parse("${around}")
  const strange = []
  for (let at = around - 72 * 3600_000; at < around + 72 * 3600_000; at += 15 * 60_000) {
    const day = dayOf(at)
    const isOwn = isWithin(day, at) && new Date(day.start).toDateString() === new Date(at).toDateString()
    const isJoined = dayOf(day.end).start === day.end && dayOf(day.start - 1).end === day.start
    if (!isOwn || !isJoined) strange.push(new Date(at).toString())
  }
  const { start, end } = dayOf(around)
  console.log(JSON.stringify({ strange, hours: (end - start) / 3600_000 }))
`

test.each([
  ["Europe/Berlin", "2026-03-29T12:00:00Z", 23, "an hour is left out"],
  ["Europe/Berlin", "2026-10-25T12:00:00Z", 25, "an hour comes twice"],
  ["America/Havana", "2026-11-01T12:00:00Z", 25, "the hour after midnight comes twice"],
  ["Africa/Cairo", "2026-04-24T12:00:00Z", 23, "there is no midnight"],
  ["America/Sao_Paulo", "2018-02-17T12:00:00-02:00", 25, "the hour before midnight comes twice"],
  ["Australia/Lord_Howe", "2026-04-04T15:00:00Z", 24.5, "half an hour comes twice"],
  ["Asia/Kathmandu", "2026-06-01T12:00:00Z", 24, "the clock is a quarter off"],
])("in %s on %s a day has %d hours, for %s", (zone, around, hours) => {
  const answer = execFileSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "-e", script(around)],
    { env: { ...process.env, TZ: zone }, encoding: "utf8" },
  )
  expect(JSON.parse(answer)).toEqual({ strange: [], hours })
})
