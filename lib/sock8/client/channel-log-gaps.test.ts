/** What a log shows where messages were lost: never those on both sides of a hole as neighbours. */
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { ChannelLog } from "./channel-log"
import type { RealtimeClient } from "./client"
import { keepHistory, numbersOf } from "./scripted-history"
import { refusing, type ScriptedServer, startScriptedServer } from "./scripted-server"
import { channels } from "./test-channels"

const red = channels.team.chat.for({ teamId: "red" })
const name = "team.red.chat"

let server: ScriptedServer

beforeEach(async () => {
  server = await startScriptedServer()
})

afterEach(() => server.close())

const keeping = (last: number) => keepHistory(server, name, last)

/** Every look that a log gives from now on, by numbers: none may have neighbours with a hole between them. */
const looksOf = <Data>(log: ChannelLog<Data>) => {
  const looks: string[] = []
  log.subscribe(() => looks.push(numbersOf(log).join()))
  return {
    all: looks,
    expectWhole() {
      const torn = looks.filter((look) =>
        look.split(",").some((n, i, all) => i > 0 && +n !== +(all[i - 1] ?? 0) + 1),
      )
      expect(torn).toEqual([])
    },
  }
}

/** A client whose further pages of history wait for a word of the test; it also tells what its channel said. */
function slowHistory() {
  const client = server.client()
  const answers: Array<() => void> = []
  const heard: number[] = []
  client.join(red, (event) => void (event.type === "message" && heard.push(event.message.n)))
  const slow: RealtimeClient = {
    ...client,
    async history(ref, options) {
      const page = await client.history(ref, options)
      await new Promise<void>((answer) => void answers.push(answer))
      return page
    },
  }
  return { slow, answers, heard }
}

/** A log that shows 1 and 2, and whose next reading waits. */
async function showTwo() {
  keeping(2)
  const { slow, answers, heard } = slowHistory()
  const log = new ChannelLog(slow, red, { history: 10 })
  const looks = looksOf(log)
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  answers[0]?.()
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2]))
  return { log, looks, answers, heard }
}

test("after a gap the history is read again", async () => {
  keeping(2)
  const log = new ChannelLog(server.client(), red, { history: 10 })
  log.subscribe(() => undefined)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2]))
  keeping(6)
  server.streams[0]?.send("gap", { channel: name, cursor: "1005-0.e1.5" }).message(name, 6)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2, 3, 4, 5, 6]))
})

test("what a gap left unknown is read with the next stream where it could not be read at once", async () => {
  keeping(2)
  const log = new ChannelLog(server.client(), red, { history: 10 })
  log.subscribe(() => undefined)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2]))
  server.script.history = () => refusing("INVALID_REQUEST", 400)
  server.streams[0]?.send("gap", { channel: name, cursor: "1005-0.e1.5" }).message(name, 6)
  await vi.waitFor(() => expect(log.getSnapshot().error).toBeDefined())
  keeping(6)
  server.streams[0]?.breakOff()
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2, 3, 4, 5, 6]))
  expect(log.getSnapshot().error).toBeUndefined()
})

test("a gap longer than the history leaves no hidden hole", async () => {
  keeping(2)
  const log = new ChannelLog(server.client(), red, { history: 3 })
  log.subscribe(() => undefined)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2]))
  keeping(61)
  server.streams[0]?.send("gap", { channel: name, cursor: "1060-0.e1.60" }).message(name, 61)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([59, 60, 61]))
})

test("what comes behind a gap is shown with what the history tells of the gap, and not beside the hole", async () => {
  const { log, looks, answers, heard } = await showTwo()
  keeping(7)
  server.streams[0]?.send("gap", { channel: name, cursor: "1005-0.e1.5" }).message(name, 6)
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  server.streams[0]?.message(name, 7).message(name, 8)
  await vi.waitFor(() => expect(heard).toEqual([6, 7, 8]))
  expect(numbersOf(log), "what was shown stays").toEqual([1, 2])
  answers[1]?.()
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]))
  looks.expectWhole()
})

test("of two gaps, one behind the other, neither is hidden", async () => {
  const { log, looks, answers, heard } = await showTwo()
  keeping(6)
  server.streams[0]?.send("gap", { channel: name, cursor: "1005-0.e1.5" }).message(name, 6)
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  keeping(40)
  server.streams[0]
    ?.send("gap", { channel: name, cursor: "1039-0.e1.39" })
    .message(name, 40)
    .message(name, 41)
  await vi.waitFor(() => expect(answers).toHaveLength(3))
  await vi.waitFor(() => expect(heard).toEqual([6, 40, 41]))
  for (const answer of answers) answer()
  await vi.waitFor(() => expect(numbersOf(log).at(-1)).toBe(41))
  expect(numbersOf(log)).toEqual([31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41])
  looks.expectWhole()
})

test("behind a gap that no history tells, the log begins anew, and what was before it can be read", async () => {
  keeping(2)
  const log = new ChannelLog(server.client(), red, { history: 10 })
  const looks = looksOf(log)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2]))
  expect(log.getSnapshot().older.state).toBe("none")
  server.script.history = () => refusing("INVALID_REQUEST", 400)
  server.streams[0]?.send("gap", { channel: name, cursor: "1005-0.e1.5" })
  await vi.waitFor(() => expect(log.getSnapshot().error).toBeDefined())
  expect(numbersOf(log), "nothing newer is there to be shown").toEqual([1, 2])
  server.streams[0]?.message(name, 6)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([6]))
  expect(log.getSnapshot().older.state).toBe("more")
  keeping(6)
  log.readOlder()
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2, 3, 4, 5, 6]))
  looks.expectWhole()
})

test("a log that reads no history begins anew behind a gap", async () => {
  const log = new ChannelLog(server.client(), red)
  const looks = looksOf(log)
  await vi.waitFor(() => expect(log.getSnapshot().status.state).toBe("open"))
  server.streams[0]?.message(name, 1).message(name, 2)
  server.streams[0]?.send("gap", { channel: name, cursor: "1008-0.e1.8" }).message(name, 9).message(name, 10)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([9, 10]))
  looks.expectWhole()
})

test("numbers that fit join nothing: a channel that lost its memory counts anew", async () => {
  keeping(2)
  const log = new ChannelLog(server.client(), red, { history: 3 })
  log.subscribe(() => undefined)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2]))
  keeping(5)
  server.streams[0]?.send("gap", { channel: name, cursor: "1005-0.e2.5" })
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([3, 4, 5]))
})

test("whoever watches again sees no hole where nobody watched, either", async () => {
  keeping(2)
  const { slow, answers, heard } = slowHistory()
  const log = new ChannelLog(slow, red, { history: 3 })
  const leave = log.subscribe(() => undefined)
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  answers[0]?.()
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2]))
  leave()
  for (const n of [1, 2, 3, 4, 5, 6]) server.streams[0]?.message(name, n)
  await vi.waitFor(() => expect(heard.at(-1)).toBe(6))
  keeping(6)
  const looks = looksOf(log)
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  server.streams[0]?.message(name, 7)
  await vi.waitFor(() => expect(heard.at(-1)).toBe(7))
  answers[1]?.()
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([4, 5, 6, 7]))
  looks.expectWhole()
})
