import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { ChannelLog } from "./channel-log"
import type { RealtimeClient } from "./client"
import { RealtimeError } from "./realtime-error"
import { keepHistory, numbersOf } from "./scripted-history"
import { refusing, type ScriptedServer, startScriptedServer } from "./scripted-server"
import { channels } from "./test-channels"

const red = channels.team.chat.for({ teamId: "red" })

let server: ScriptedServer

beforeEach(async () => {
  server = await startScriptedServer()
})

afterEach(() => server.close())

const keepSixty = () => keepHistory(server, "team.red.chat", 60)

test("a history that was asked for too often is told, and read when the server allows it", async () => {
  keepSixty()
  const { history } = server.script
  server.script.history = (asked, index) =>
    index === 0 ? refusing("RATE_LIMITED", 429, { retryAfter: 0.3 }) : history?.(asked, index)
  const log = new ChannelLog(server.client(), red, { history: 3 })
  log.subscribe(() => undefined)
  await vi.waitFor(() => expect(log.getSnapshot().error?.data.type).toBe("RATE_LIMITED"))
  expect(log.getSnapshot().status).toEqual({ state: "open" })
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([58, 59, 60]), 3_000)
  expect(log.getSnapshot().error).toBeUndefined()
  expect(server.askedOf("history")).toHaveLength(2)
  expect(server.streams, "and not because another stream opened").toHaveLength(1)
})

test("older messages that were asked for too often say when to try again, and can be read then", async () => {
  keepSixty()
  const log = new ChannelLog(server.client(), red, { history: 5 })
  log.subscribe(() => undefined)
  await vi.waitFor(() => expect(numbersOf(log)).toHaveLength(5))
  server.script.history = () => refusing("RATE_LIMITED", 429, { retryAfter: 12 })
  log.readOlder()
  await vi.waitFor(() => expect(log.getSnapshot().older.state).toBe("failed"))
  expect(log.getSnapshot().older).toMatchObject({ error: { data: { type: "RATE_LIMITED" }, retryAfter: 12 } })
  expect(numbersOf(log), "what is shown stays").toHaveLength(5)
  keepSixty()
  log.readOlder()
  await vi.waitFor(() => expect(numbersOf(log)).toHaveLength(55))
})

test("a history that could not be read is read again, also where nobody says when", async () => {
  keepSixty()
  const client = server.client()
  let tries = 0
  const failing: RealtimeClient = {
    ...client,
    history(ref, options) {
      tries += 1
      return tries === 1
        ? Promise.reject(new RealtimeError({ type: "NETWORK" }))
        : client.history(ref, options)
    },
  }
  const log = new ChannelLog(failing, red, { history: 3 })
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  try {
    log.subscribe(() => undefined)
    await vi.waitUntil(() => log.getSnapshot().error)
    expect(log.getSnapshot().error?.data.type).toBe("NETWORK")
    vi.advanceTimersByTime(5_000)
  } finally {
    vi.useRealTimers()
  }
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([58, 59, 60]))
  expect(log.getSnapshot().error).toBeUndefined()
  expect(server.streams, "and not because another stream opened").toHaveLength(1)
})
