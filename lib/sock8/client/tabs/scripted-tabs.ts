/** For tests: tabs of one browser, each with a client of a scripted server, and what each was told. */
import { afterEach, beforeEach, expect, vi } from "vitest"
import type { ChannelEvent } from "../channel-feed"
import type { AnyRef } from "../channel-proxy"
import type { RealtimeClient, RealtimeClientOptions } from "../client"
import { granting, type ScriptedServer, startScriptedServer } from "../scripted-server"
import type { ScriptedStream } from "../scripted-stream"
import { channels } from "../test-channels"
import { TestBrowser, type TestTab } from "./in-process-tabs"

/** Two channels that the server grants. */
export const red = channels.team.chat.for({ teamId: "red" })
export const blue = channels.team.chat.for({ teamId: "blue" })
/** The grants of both. */
export const bothTeams = { "team.red.chat": "team.{teamId}.chat", "team.blue.chat": "team.{teamId}.chat" }

/** One tab with a page of the app. */
export interface ScriptedTab {
  readonly tab: TestTab
  readonly client: RealtimeClient
  /** Numbers of messages of all channels, and types of all else. */
  readonly told: (number | string)[]
}

/** A server, and a browser whose tabs ask it. */
export interface ScriptedTabs {
  readonly server: ScriptedServer
  readonly browser: TestBrowser
  /** Streams that the clients did not close. */
  live(): ScriptedStream[]
  /** Opens a tab that joins these channels, or the red one. */
  open(options?: RealtimeClientOptions, ...refs: AnyRef[]): ScriptedTab
  /** Opens tabs that join the red channel, one after the other. */
  openMany(count: number): Promise<ScriptedTab[]>
  /** Each stream from now on tells what follows its cursor, up to this number. */
  replayUpTo(last: number): void
}

/** Starts the server. */
export async function startScriptedTabs(): Promise<ScriptedTabs> {
  const server = await startScriptedServer()
  server.script.authenticate = () => granting(bothTeams)
  const browser = new TestBrowser()

  function open(options: RealtimeClientOptions = {}, ...refs: AnyRef[]): ScriptedTab {
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

  return {
    server,
    browser,
    open,
    live: () => server.streams.filter(({ isClosed }) => !isClosed),
    async openMany(count) {
      const tabs: ScriptedTab[] = []
      for (let n = 0; n < count; n += 1) {
        const next = open()
        tabs.push(next)
        await vi.waitFor(() => expect(next.told).toContain("open"))
      }
      return tabs
    },
    replayUpTo(last) {
      server.script.realtime = (openStream) => {
        const stream = openStream().open()
        const after = Number(stream.channels[0]?.split(".").at(-1))
        for (let n = after + 1; n <= last; n += 1) stream.message("team.red.chat", n)
      }
    },
  }
}

/** A server and a browser, new for each test of a file. */
export function tabsForEachTest(): ScriptedTabs {
  let tabs: ScriptedTabs
  beforeEach(async () => {
    tabs = await startScriptedTabs()
  })
  afterEach(() => tabs.server.close())
  return {
    get server() {
      return tabs.server
    },
    get browser() {
      return tabs.browser
    },
    live: () => tabs.live(),
    open: (options, ...refs) => tabs.open(options, ...refs),
    openMany: (count) => tabs.openMany(count),
    replayUpTo: (last) => tabs.replayUpTo(last),
  }
}

/** The numbers of the messages that a tab was told. */
export function numbers({ told }: ScriptedTab): number[] {
  return told.filter((one) => typeof one === "number")
}

/** Whether a tab's own state is `open`. */
export function isOpen({ client }: ScriptedTab): boolean {
  return client.getSnapshot().state === "open"
}
