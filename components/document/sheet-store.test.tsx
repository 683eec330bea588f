/** The sheet of one person, whose requests take their time and are lost. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { RealtimeError } from "@/lib/sock8/client/realtime-error"
import { SheetStore } from "./sheet-store"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Said = { line: number; text: string }

const textOf = (sheet: SheetStore, line: number) => {
  const { drafts, lines } = sheet.view.getSnapshot()
  return drafts.get(line) ?? lines.get(line)?.text ?? ""
}

/** A server that answers each edit when the test says so. */
function slowServer() {
  type Asked = Said & { id: string; keepalive: boolean }
  const asked: Array<Asked & { answer: (id: string) => void; fail: (error: unknown) => void }> = []
  const publish = (said: Said, { id, keepalive }: { id: string; keepalive: boolean }) =>
    new Promise<{ id: string }>((resolve, reject) => {
      asked.push({ ...said, id, keepalive, answer: (message) => resolve({ id: message }), fail: reject })
    })
  return { asked, publish, sheet: new SheetStore({ publish, pauseMs: 100, againMs: 1_000 }) }
}

const settle = () => vi.advanceTimersByTimeAsync(0)

describe("one who writes", () => {
  test("sees it at once; of what is written while an edit is on its way only the last is said, and always", async () => {
    const { asked, sheet } = slowServer()
    for (const text of ["a", "ab", "abc"]) sheet.write(0, text)
    expect(textOf(sheet, 0)).toBe("abc")
    expect(asked.map(({ text }) => text)).toEqual(["a"])
    asked[0]?.answer("1-0")
    await settle()
    expect(asked, "a pause is kept").toHaveLength(1)
    await vi.advanceTimersByTimeAsync(100)
    expect(asked.map(({ text }) => text)).toEqual(["a", "abc"])
    asked[1]?.answer("2-0")
    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked).toHaveLength(2)
    expect(sheet.view.getSnapshot().drafts.size).toBe(0)
    expect(textOf(sheet, 0)).toBe("abc")
  })

  test("a late answer to what was said twice takes back nothing that was written since", async () => {
    const { asked, sheet } = slowServer()
    sheet.write(0, "ab")
    // The page is hidden for a moment: the same edit is sent so that it outlives the page.
    sheet.flush()
    expect(asked.map(({ text }) => text)).toEqual(["ab", "ab"])
    asked[0]?.answer("1-0")
    await vi.advanceTimersByTimeAsync(100)
    sheet.write(0, "abc")
    asked[2]?.answer("2-0")
    await settle()
    sheet.write(0, "ab")
    asked[1]?.answer("1-0")
    await vi.advanceTimersByTimeAsync(100)
    expect(textOf(sheet, 0)).toBe("ab")
    expect(asked.map(({ text }) => text)).toEqual(["ab", "ab", "abc", "ab"])
  })

  test("says ten edits in 2.5 seconds at most, however fast they type and the server answers", async () => {
    let said = 0
    const sheet = new SheetStore({ publish: async () => ({ id: `${++said}-0` }) })
    for (let key = 0; key < 250; key += 1) {
      sheet.write(key % 3, `key ${key}`)
      await vi.advanceTimersByTimeAsync(10)
    }
    expect(said).toBeGreaterThan(5)
    expect(said).toBeLessThanOrEqual(11)
    await vi.advanceTimersByTimeAsync(1_000)
    expect([0, 1, 2].map((line) => sheet.view.getSnapshot().lines.get(line)?.text)).toEqual([
      ...["key 249", "key 247", "key 248"],
    ])
  })

  test("sees their own until it is stored, and then whichever was stored last", async () => {
    const { asked, sheet } = slowServer()
    sheet.write(0, "mine")
    sheet.take([{ id: "6-0", line: 0, text: "theirs", by: { id: "bea" } }])
    expect(textOf(sheet, 0)).toBe("mine")
    asked[0]?.answer("5-0")
    await settle()
    expect(textOf(sheet, 0), "theirs came after mine").toBe("theirs")
  })

  test("over what others changed since they looked keeps both changes, and is answered what the line says", async () => {
    const { asked, sheet } = slowServer()
    sheet.take([{ id: "1-0", line: 0, text: "0123456789", by: null }])
    sheet.take([{ id: "2-0", line: 0, text: "Bea: 0123456789", by: { id: "bea" } }])
    expect(sheet.write(0, "0123456789XYZ", "0123456789")).toBe("Bea: 0123456789XYZ")
    expect(textOf(sheet, 0)).toBe("Bea: 0123456789XYZ")
    expect(asked).toMatchObject([{ text: "Bea: 0123456789XYZ" }])
    expect(sheet.write(0, "all new", "Bea: 0123456789XYZ")).toBe("all new")
    const long = "x".repeat(158)
    sheet.take([{ id: "3-0", line: 1, text: `Bea: ${long}`.slice(0, 160), by: { id: "bea" } }])
    expect(sheet.write(1, `${long}yz`, long), "as much as a line takes").toHaveLength(160)
  })

  test("is told why it was not stored; it is tried again under the same id, after the time the server named", async () => {
    const { asked, sheet } = slowServer()
    sheet.write(0, "mine")
    asked[0]?.fail(new RealtimeError({ type: "RATE_LIMITED" }, { retryAfter: 3 }))
    await vi.advanceTimersByTimeAsync(2_900)
    expect(sheet.view.getSnapshot()).toMatchObject({ error: { data: { type: "RATE_LIMITED" } } })
    expect(asked).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(asked[1]).toMatchObject({ id: asked[0]?.id, text: "mine" })
    asked[1]?.answer("1-0")
    await settle()
    expect(sheet.view.getSnapshot().error).toBeUndefined()
  })

  test("keeps what a refusal left unsaid, and nothing is asked until they try again or write on", async () => {
    const { asked, sheet } = slowServer()
    sheet.write(0, "mine")
    asked[0]?.fail(new RealtimeError({ type: "NOT_GRANTED_PUBLISH" }))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toHaveLength(1)
    expect(textOf(sheet, 0)).toBe("mine")
    sheet.again()
    expect(asked).toHaveLength(2)
    asked[1]?.fail(new RealtimeError({ type: "NOT_GRANTED_PUBLISH" }))
    await settle()
    sheet.write(0, "mine, too")
    expect(asked[2]).toMatchObject({ text: "mine, too" })
    expect(asked[2]?.id).not.toBe(asked[0]?.id)
  })

  test("in several lines has each of them said, also while one goes on changing", async () => {
    const { asked, sheet } = slowServer()
    sheet.write(0, "a")
    sheet.write(1, "b")
    sheet.write(0, "ab")
    for (let step = 0; step < 3; step += 1) {
      asked.at(-1)?.answer(`${step + 1}-0`)
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(asked.map(({ line, text }) => `${line} ${text}`)).toEqual(["0 a", "1 b", "0 ab"])
  })
})

describe("one who leaves the page", () => {
  test("has all that is not stored said at once, by requests that the page does not take with it", () => {
    const { asked, sheet } = slowServer()
    for (const [line, text] of ["Milk", "Eggs", "Bread"].entries()) sheet.write(line, text)
    expect(asked).toMatchObject([{ text: "Milk", keepalive: false }])
    sheet.flush()
    expect(asked.slice(1)).toMatchObject([
      // Under way, and lost where the page takes it with it: said again under its id, it is said once.
      { text: "Milk", id: asked[0]?.id, keepalive: true },
      { text: "Eggs", keepalive: true },
      { text: "Bread", keepalive: true },
    ])
    sheet.flush()
    expect(asked, "closed after it was hidden").toHaveLength(4)
  })

  test("and comes back has it stored once, whichever answer comes first", async () => {
    const { asked, sheet } = slowServer()
    sheet.write(0, "a")
    sheet.write(0, "ab")
    sheet.flush()
    expect(asked.map(({ text }) => text)).toEqual(["a", "ab"])
    asked[1]?.answer("2-0")
    await settle()
    asked[0]?.answer("1-0")
    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked).toHaveLength(2)
    expect(sheet.view.getSnapshot().drafts.size).toBe(0)
    expect(textOf(sheet, 0)).toBe("ab")
  })

  test("and comes back to a failure has it said again under its id", async () => {
    const { asked, sheet } = slowServer()
    sheet.write(0, "a")
    sheet.write(1, "b")
    sheet.flush()
    for (const one of asked.slice(1)) one.fail(new RealtimeError({ type: "NETWORK" }))
    await settle()
    asked[0]?.answer("1-0")
    await vi.advanceTimersByTimeAsync(100)
    expect(asked.at(-1)).toMatchObject({ text: "b", id: asked[2]?.id })
    asked.at(-1)?.answer("2-0")
    await vi.advanceTimersByTimeAsync(1_000)
    expect(sheet.view.getSnapshot()).toMatchObject({ drafts: new Map(), error: undefined })
    sheet.flush()
    expect(asked, "nothing is left to be said").toHaveLength(4)
  })
})
