import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import type { ChannelEvent } from "../channel-feed"
import type { RealtimeClient, RealtimeClientOptions } from "../client"
import { granting, refusing, type ScriptedServer, startScriptedServer } from "../scripted-server"
import { channels } from "../test-channels"
import { TestBrowser, type TestTab } from "./in-process-tabs"

const red = channels.team.chat.for({ teamId: "red" })
const blue = channels.team.chat.for({ teamId: "blue" })
const bothTeams = { "team.red.chat": "team.{teamId}.chat", "team.blue.chat": "team.{teamId}.chat" }

let server: ScriptedServer
let browser: TestBrowser

beforeEach(async () => {
  server = await startScriptedServer()
  server.script.authenticate = () => granting(bothTeams)
  browser = new TestBrowser()
})
afterEach(() => server.close())

interface OpenTab {
  readonly tab: TestTab
  readonly client: RealtimeClient
  /** Numbers of messages of all channels, and types of all else. */
  readonly told: (number | string)[]
}

function openTab(options: RealtimeClientOptions = {}, ...refs: (typeof red)[]): OpenTab {
  const tab = browser.open()
  const client = server.client({ tabs: tab, ...options })
  const told: (number | string)[] = []
  for (const ref of refs.length > 0 ? refs : [red]) {
    client.join(ref, (event: ChannelEvent) => {
      told.push(event.type === "message" ? event.message.n : event.type)
    })
  }
  return { tab, client, told }
}

async function openTabs(count: number): Promise<OpenTab[]> {
  const tabs: OpenTab[] = []
  for (let n = 0; n < count; n += 1) {
    const next = openTab()
    tabs.push(next)
    await vi.waitFor(() => expect(next.told).toContain("open"))
  }
  return tabs
}

/** Each stream from now on tells what follows its cursor, up to this number. */
function replayUpTo(last: number): void {
  server.script.realtime = (open) => {
    const stream = open().open()
    const after = Number(stream.channels[0]?.split(".").at(-1))
    for (let n = after + 1; n <= last; n += 1) stream.message("team.red.chat", n)
  }
}

const live = () => server.streams.filter(({ isClosed }) => !isClosed)
const numbers = ({ told }: OpenTab) => told.filter((one) => typeof one === "number")
const isOpen = ({ client }: OpenTab) => client.getSnapshot().state === "open"

test("eight tabs of one person have one stream, and each hears each message once", async () => {
  const tabs = await openTabs(8)
  expect(server.askedOf("realtime")).toHaveLength(1)
  server.streams[0]?.message("team.red.chat", 1).message("team.red.chat", 2)
  await vi.waitFor(() => expect(tabs.map(numbers)).toEqual(tabs.map(() => [1, 2])))
  const ids = new Set(tabs.map(({ client }) => JSON.stringify(client.getSnapshot())))
  expect(ids.size, "one connection that all of them name").toBe(1)
})

test("when the leading tab dies, another goes on where each tab stands: nothing lost, nothing twice", async () => {
  const [leader, ...others] = await openTabs(4)
  server.streams[0]?.message("team.red.chat", 1).message("team.red.chat", 2)
  await vi.waitFor(() => expect(others.map(numbers)).toEqual(others.map(() => [1, 2])))
  server.script.realtime = (open) => void open().open().message("team.red.chat", 3)
  leader?.tab.kill()
  leader?.client.close()
  await vi.waitFor(() => expect(others.map(numbers)).toEqual(others.map(() => [1, 2, 3])))
  expect(server.streams[1]?.channels).toEqual(["team.red.chat@1002-0.e1.2"])
  expect(live()).toHaveLength(1)
  for (const { told } of others) expect(told).toEqual(["joining", "open", 1, 2, 3])
})

test("a tab with an older cursor than the others gets what it missed, and they get nothing twice", async () => {
  const [leader, first] = await openTabs(2)
  const frozen = openTab()
  await vi.waitFor(() => expect(frozen.told).toContain("open"))
  frozen.tab.freeze()
  for (const n of [1, 2, 3]) server.streams[0]?.message("team.red.chat", n)
  await vi.waitFor(() => expect(first && numbers(first)).toEqual([1, 2, 3]))
  replayUpTo(4)
  leader?.tab.kill()
  leader?.client.close()
  await vi.waitFor(() => expect(first && numbers(first)).toEqual([1, 2, 3, 4]))
  frozen.tab.thaw()
  await vi.waitFor(() => expect(numbers(frozen)).toEqual([1, 2, 3, 4]))
  expect(first?.told).toEqual(["joining", "open", 1, 2, 3, 4])
  expect(frozen.told).toEqual(["joining", "open", 1, 2, 3, 4])
})

test("a channel that one more tab wants is opened beside the others before the old stream closes", async () => {
  const [first] = await openTabs(1)
  server.streams[0]?.message("team.red.chat", 1)
  await vi.waitFor(() => expect(first?.told).toContain(1))
  server.script.realtime = (open) => void open()
  const second = openTab({}, red, blue)
  await vi.waitFor(() => expect(server.streams).toHaveLength(2))
  const [old, next] = server.streams
  expect(next?.channels).toEqual(["team.red.chat@1001-0.e1.1", "team.blue.chat"])
  old?.message("team.red.chat", 2)
  await vi.waitFor(() => expect(first?.told).toContain(2))
  expect(old?.isClosed).toBe(false)
  next?.open().message("team.red.chat", 2).message("team.red.chat", 3)
  await vi.waitFor(() => expect(old?.isClosed).toBe(true))
  await vi.waitFor(() => expect(first?.told).toEqual(["joining", "open", 1, 2, 3]))
  await vi.waitFor(() => expect(numbers(second).at(-1)).toBe(3))
})

test("what no tab wants any more is left out of the next stream", async () => {
  openTab()
  const second = openTab({}, blue)
  await vi.waitFor(() => expect(second.told).toContain("open"))
  second.client.close()
  await vi.waitFor(() =>
    expect(live().map(({ channels }) => channels)).toEqual([["team.red.chat@1000-0.e1.0"]]),
  )
})

test("what a tab wanted that died without a word is left out, too", async () => {
  const [first] = await openTabs(1)
  const second = openTab({}, blue)
  await vi.waitFor(() => expect(second.told).toContain("open"))
  second.tab.kill()
  await vi.waitFor(() =>
    expect(live().map(({ channels }) => channels)).toEqual([["team.red.chat@1000-0.e1.0"]]),
  )
  expect(first && isOpen(first)).toBe(true)
})

test("the last tab closes the stream", async () => {
  const tabs = await openTabs(3)
  for (const { client } of tabs) client.close()
  await vi.waitFor(() => expect(live()).toEqual([]))
})

test("a leading tab that is frozen and keeps its lock loses the lead, and does not disturb when it is back", async () => {
  const [leader, third] = await openTabs(2)
  const second = openTab({ timings: { leaderMs: 200 } })
  await vi.waitFor(() => expect(isOpen(second)).toBe(true))
  leader?.tab.freeze()
  // What it reads now it says when it is thawed, before it learns that it does not lead any more.
  server.streams[0]?.message("team.red.chat", 1).message("team.red.chat", 2).message("team.red.chat", 3)
  await vi.waitFor(() => expect(server.streams).toHaveLength(2))
  server.streams[1]?.message("team.red.chat", 1)
  await vi.waitFor(() => expect(second.told).toContain(1))
  leader?.tab.thaw()
  await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
  await vi.waitFor(() => expect(leader?.client.getSnapshot()).toEqual(second.client.getSnapshot()))
  server.streams[1]?.message("team.red.chat", 2)
  const others = [second, third].flatMap((tab) => tab ?? [])
  await vi.waitFor(() => expect(others.map(({ told }) => told.at(-1))).toEqual([2, 2]))
  expect(others.map(numbers)).toEqual([
    [1, 2],
    [1, 2],
  ])
})

describe("who shares", () => {
  const token = (claims: object) =>
    ["e30", Buffer.from(JSON.stringify(claims)).toString("base64url"), "s"].join(".")
  const permissions = { rooms: ["team.red.chat"] }
  const ben = { sub: "ben", sid: "s1", iat: 1, exp: 3601, permissions }

  test.each([
    ["another person", token({ ...ben, sub: "bea" })],
    ["the same person in another session", token({ ...ben, sid: "s2" })],
    ["fewer grants", token({ ...ben, permissions: { rooms: ["team.red.chat", "team.blue.chat"] } })],
    ["nobody", null],
    ["a token that says nothing", "opaque"],
  ])("a tab of %s has a stream of its own and hears nothing of the first", async (_, other) => {
    const first = openTab({ authToken: token(ben) })
    await vi.waitFor(() => expect(isOpen(first)).toBe(true))
    const second = openTab({ authToken: other }, channels.admin.logs as unknown as typeof red)
    await vi.waitFor(() => expect(isOpen(second)).toBe(true))
    expect(live().map(({ channels }) => channels)).toEqual([["team.red.chat"], ["admin.logs"]])
    server.streams[0]?.message("team.red.chat", 1)
    server.streams[1]?.message("admin.logs", 7)
    await vi.waitFor(() => expect([numbers(first), numbers(second)]).toEqual([[1], [7]]))
  })

  test("another token of the same session shares", async () => {
    const first = openTab({ authToken: token(ben) })
    await vi.waitFor(() => expect(isOpen(first)).toBe(true))
    const second = openTab({ authToken: token({ ...ben, jti: "2", iat: 9, exp: 3609 }) })
    await vi.waitFor(() => expect(isOpen(second)).toBe(true))
    expect(server.streams).toHaveLength(1)
  })

  test("share: false, and a browser that lacks what sharing needs, give each tab a stream of its own", async () => {
    const all = [openTab({ share: false }), openTab({ tabs: undefined }), openTab()]
    await vi.waitFor(() => expect(all.every(isOpen)).toBe(true))
    expect(live()).toHaveLength(3)
  })

  test("where locks are refused, each tab has a stream of its own", async () => {
    const refused = {
      ...browser.open(),
      hold: (_: string, { lost }: { lost?: () => void }) => {
        queueMicrotask(() => lost?.())
        return () => undefined
      },
    }
    const all = [openTab({ tabs: refused }), openTab({ tabs: refused })]
    await vi.waitFor(() => expect(all.every(isOpen)).toBe(true))
    expect(live()).toHaveLength(2)
  })

  test("a tab that wants more than one connection can carry has a stream of its own", async () => {
    const rooms = Array.from({ length: 40 }, (_, n) => `team.t${n}.chat`)
    const more = Array.from({ length: 40 }, (_, n) => `team.u${n}.chat`)
    const all = token({ ...ben, permissions: { rooms: [...rooms, ...more] } })
    const refsOf = (names: readonly string[]) =>
      names.map((name) => channels.team.chat.for({ teamId: name.split(".")[1] ?? "" }))
    const first = openTab({ authToken: all }, ...refsOf(rooms))
    await vi.waitFor(() => expect(isOpen(first)).toBe(true))
    const second = openTab({ authToken: all }, ...refsOf(more))
    await vi.waitFor(() => expect(isOpen(second)).toBe(true))
    expect(live().map(({ channels }) => channels)).toEqual([rooms, more])
  })

  test("no tab says a token, nor a part of one", async () => {
    const [text, next] = [token(ben), token({ ...ben, jti: "2" })]
    const tabs = [openTab({ authToken: text }), openTab({ authToken: next })]
    await vi.waitFor(() => expect(tabs.every(isOpen)).toBe(true))
    tabs[0]?.tab.kill()
    await vi.waitFor(() => expect(server.streams).toHaveLength(2))
    const said = JSON.stringify(browser.said)
    expect(said).toContain("team.red.chat")
    for (const part of [text, next].flatMap((one) => one.split(".").slice(1)))
      expect(said).not.toContain(`"${part}`)
    expect(said).not.toContain(text.split(".")[1])
    expect(said).not.toContain("s1")
  })
})

describe("refusals reach every tab", () => {
  test("a close that is final", async () => {
    const tabs = await openTabs(3)
    server.streams[0]?.send("close", { code: "REVOKED" }).end()
    await vi.waitFor(() => {
      for (const { client } of tabs)
        expect(client.getSnapshot()).toMatchObject({ state: "refused", error: { data: { type: "REVOKED" } } })
    })
    expect(server.streams).toHaveLength(1)
  })

  test("an answer that is none of a stream, whole", async () => {
    server.script.realtime = () => refusing("RATE_LIMITED", 429, { retryAfter: 7, detail: "Later" })
    const tabs = [openTab(), openTab()]
    await vi.waitFor(() => {
      for (const { client } of tabs) {
        expect(client.getSnapshot()).toMatchObject({
          state: "waiting",
          error: {
            message: "Title of RATE_LIMITED",
            retryAfter: 7,
            data: { type: "RATE_LIMITED", status: 429, detail: "Later" },
          },
        })
      }
    })
  })

  test("one channel of several, to those who asked for it and to nobody else", async () => {
    const [first] = await openTabs(1)
    server.script.realtime = (open) =>
      void open()
        .open({ except: ["team.blue.chat"] })
        .send("refused", { channel: "team.blue.chat", code: "FORBIDDEN_CHANNEL", title: "No" })
    const second = openTab({}, blue)
    await vi.waitFor(() => expect(second.client.getSnapshot().state).toBe("refused"))
    expect(second.told.at(-1)).toBe("refused")
    expect(first?.told).toEqual(["joining", "open"])
    expect(first && isOpen(first)).toBe(true)
  })

  test("a stream that breaks off: all come back, over one stream, with nothing lost", async () => {
    const tabs = await openTabs(3)
    server.streams[0]?.message("team.red.chat", 1)
    await vi.waitFor(() => expect(tabs.map(numbers)).toEqual(tabs.map(() => [1])))
    server.streams[0]?.breakOff()
    await vi.waitFor(() => expect(server.streams.length).toBeGreaterThan(1))
    await vi.waitFor(() => expect(tabs.every(isOpen)).toBe(true))
    live()[0]?.message("team.red.chat", 2)
    await vi.waitFor(() => expect(tabs.map(numbers)).toEqual(tabs.map(() => [1, 2])))
    expect(live()).toHaveLength(1)
  })

  test("what was lost is told as a gap to each", async () => {
    const tabs = await openTabs(2)
    server.streams[0]?.send("gap", { channel: "team.red.chat", cursor: "5000-0.e9.40" })
    await vi.waitFor(() => expect(tabs.map(({ told }) => told.at(-1))).toEqual(["gap", "gap"]))
  })
})

test("a page that is left gives up the lead at once, and comes back by itself", async () => {
  const [leader, second] = await openTabs(2)
  leader?.tab.leave()
  await vi.waitFor(() => expect(server.streams).toHaveLength(2))
  await vi.waitFor(() => expect(leader && isOpen(leader)).toBe(true))
  live()[0]?.message("team.red.chat", 1)
  await vi.waitFor(() => expect([leader, second].map((tab) => tab && numbers(tab))).toEqual([[1], [1]]))
  expect(live()).toHaveLength(1)
})

test("a token of the leading tab that is renewed renews the stream, before the old one closes", async () => {
  let life = 1
  server.script.authenticate = () => granting(bothTeams, life)
  const first = openTab()
  await vi.waitFor(() => expect(isOpen(first)).toBe(true))
  life = 3600
  const second = openTab()
  await vi.waitFor(() => expect(isOpen(second)).toBe(true))
  await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true), { timeout: 3_000 })
  server.streams[1]?.message("team.red.chat", 1)
  await vi.waitFor(() => expect([first, second].map(numbers)).toEqual([[1], [1]]))
  expect(first.told).toEqual(["joining", "open", 1])
  expect(second.told).toEqual(["joining", "open", 1])
})
