/** Sheets of several people over one channel, whose requests and news take their time and are lost. */
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { RealtimeError } from "@/lib/sock8/client/realtime-error"
import { chance } from "./chance"
import type { Edit } from "./lines"
import { SheetStore } from "./sheet-store"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Said = { line: number; text: string }

/** A channel as Redis keeps it: ids in order, the latest of each line, a retry told once. */
function startChannel(random: () => number) {
  const kept = new Map<number, Edit>()
  const once = new Map<string, string>()
  const readers: Array<{ sheet: SheetStore; way: Promise<void> }> = []
  let last = 0
  const wait = (most: number) => new Promise<void>((go) => setTimeout(go, random() * most))

  async function publish({ line, text }: Said, { id: name }: { id: string }) {
    await wait(300)
    if (random() < 0.1) throw new RealtimeError({ type: "NETWORK" })
    const id = once.get(name) ?? `${++last}-0`
    if (!once.has(name)) tell({ id, line, text, by: null })
    once.set(name, id)
    await wait(300)
    // Stored, and nobody tells its author.
    if (random() < 0.1) throw new RealtimeError({ type: "NETWORK" })
    return { id }
  }

  function tell(edit: Edit): void {
    kept.set(edit.line, edit)
    for (const reader of readers) {
      const isLost = random() < 0.1
      // In order, but not at the same time for all. Where one is lost a gap is told, and what is kept is read.
      reader.way = reader.way
        .then(() => wait(100))
        .then(() => reader.sheet.take(isLost ? [...kept.values()] : [edit]))
    }
  }

  function join(): SheetStore {
    const sheet = new SheetStore({ publish, pauseMs: 50, againMs: 100 })
    sheet.take([...kept.values()])
    readers.push({ sheet, way: Promise.resolve() })
    return sheet
  }
  return { join, kept }
}

test("whoever writes where and when, all sheets come to show the same, and it is what the channel keeps", async () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const random = chance(seed + 1)
    const { join, kept } = startChannel(random)
    const sheets = [join(), join(), join()]
    for (let step = 0; step < 40; step += 1) {
      const writer = sheets[Math.floor(random() * sheets.length)]
      writer?.write(Math.floor(random() * 2), `text ${step}`)
      if (step === 20) sheets.push(join())
      await vi.advanceTimersByTimeAsync(random() * 120)
    }
    await vi.advanceTimersByTimeAsync(60_000)
    sheets.push(join())
    const expected = [0, 1].map((line) => kept.get(line)?.text)
    for (const sheet of sheets) {
      const { drafts, lines } = sheet.view.getSnapshot()
      const shown = [0, 1].map((line) => lines.get(line)?.text)
      expect([shown, drafts.size], `seed ${seed}`).toEqual([expected, 0])
    }
  }
}, 60_000)
