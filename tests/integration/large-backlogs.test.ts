/** Much to catch up on: what one answer of Redis has of it, and what waits for the client. */
import { beforeAll, describe, expect, test, vi } from "vitest"
import { parseCursor } from "../../lib/sock8/core/cursor"
import { asFields } from "../../lib/sock8/core/wire"
import { PAGE_BYTES } from "../../lib/sock8/server/history"
import { type App, channels, eventOf } from "./realtime-world"
import { newTeam, opened, startStreamWorld } from "./stream-world"
import { backendNames } from "./upstash-servers"

const MESSAGE_BYTES = 50_000
const CHANNELS = 20
const MESSAGES = 5

const startOver = startStreamWorld()

describe.each(backendNames)("with Redis %s", (name) => {
  const start = startOver(name)
  let app: App
  beforeAll(() => {
    app = start()
  })

  /** Channels with something to catch up on, and where it begins. */
  async function backlogs() {
    const teams = Array.from({ length: CHANNELS }, newTeam)
    const token = await app.tokenOf("ben", { "x-teams": teams.join(",") })
    const all = teams.map((teamId) => channels.team.chat.for({ teamId }))
    const first = await app.open(
      token,
      all.map((channel) => ({ name: channel.name })),
    )
    await opened(first)
    first.leave()
    const cursors = eventOf(first, "open")?.channels ?? []
    const items = Array.from({ length: MESSAGES }, (_, n) => ({ text: `${n} `.padEnd(MESSAGE_BYTES, "x") }))
    for (const channel of all) await app.realtime.publisher.publishAll(channel, items)
    return { token, all, wanted: cursors.map(({ name, cursor }) => ({ name, after: cursor })) }
  }

  test("S-21 one answer of Redis has a page of messages, one of each channel at least, and says that there are more", async () => {
    const { all, wanted } = await backlogs()
    const requests = all.map((channel, index) => ({ channel, after: parseCursor(wanted[index]?.after) }))
    const readings = await app.realtime.history.readSince(requests)
    const counts = readings.map((reading) => reading?.entries.length)
    expect(counts).toEqual([MESSAGES, ...Array.from({ length: CHANNELS - 1 }, () => 1)])
    expect(MESSAGES * MESSAGE_BYTES).toBeLessThan(PAGE_BYTES)
    expect(readings.map((reading) => reading?.more)).toEqual(counts.map((count) => count !== MESSAGES))
    expect(readings.map((reading) => reading?.head.n)).toEqual(counts.map(() => MESSAGES))
  })

  test("S-21 a client that comes back to many channels with much on each gets all of it on one connection", async () => {
    const { token, all, wanted } = await backlogs()
    const reader = await app.open(token, wanted)
    const received = (channel: string) =>
      reader.events.flatMap((event) =>
        event.type === "message" && event.channel === channel
          ? [String(asFields(event.data)?.text).slice(0, 1)]
          : [],
      )
    const expected = Array.from({ length: MESSAGES }, (_, n) => String(n))
    await vi.waitFor(() => {
      for (const channel of all) expect(received(channel.name)).toEqual(expected)
    }, 30_000)
    expect(reader.ended()).toBe(false)
    expect(eventOf(reader, "gap")).toBeUndefined()
    reader.leave()
  })
})
