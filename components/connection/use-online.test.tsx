import { createElement } from "react"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { channels } from "@/lib/channels.client"
import { type HeadlessPage, openHeadlessPage } from "@/lib/sock8/client/headless-page"
import { useChannel } from "@/lib/sock8/client/hooks"
import { RealtimeProvider } from "@/lib/sock8/client/provider"
import { granting, type ScriptedServer, startScriptedServer } from "@/lib/sock8/client/scripted-server"
import { useOnline } from "./use-online"

let server: ScriptedServer
let page: HeadlessPage
const network = { onLine: true }

beforeEach(async () => {
  server = await startScriptedServer()
  server.script.authenticate = () => granting({ "admin.logs": "admin.logs" })
  network.onLine = true
  vi.stubGlobal("navigator", network)
  page = openHeadlessPage()
})

afterEach(async () => {
  page.unmount()
  await server.close()
})

function Watch({ shown }: { shown: boolean[] }) {
  useChannel(channels.admin.logs)
  shown.push(useOnline())
  return null
}

function watchOnline(): boolean[] {
  const shown: boolean[] = []
  const { origin } = server
  const children = createElement(Watch, { shown })
  const props = { endpoint: `${origin}/api/realtime`, channelsEndpoint: `${origin}/api/channels`, children }
  page.render(createElement(RealtimeProvider, props))
  return shown
}

const lose = () => {
  network.onLine = false
  page.dispatch("offline")
}

test.each([
  ["a message", 'event: gap\ndata: {"channel":"admin.logs","cursor":"1-0.e1.1"}\n\n'],
  ["a sign of life", ": \n\n"],
])(
  "what the browser believes of its network does not count while the stream delivers %s",
  async (_, said) => {
    const shown = watchOnline()
    await vi.waitFor(() => expect(server.streams).toHaveLength(1))
    lose()
    await vi.waitFor(() => expect(shown.at(-1)).toBe(false))
    await vi.waitFor(() => {
      server.streams[0]?.write(said)
      expect(shown.at(-1)).toBe(true)
    })
  },
)

test("without a network the stream is silent: what was on its way when it was lost says nothing", async () => {
  const shown = watchOnline()
  await vi.waitFor(() => expect(server.streams).toHaveLength(1))
  lose()
  server.streams[0]?.write(": \n\n")
  const until = Date.now() + 1_200
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(until), 3_000)
  expect(shown.at(-1)).toBe(false)
  network.onLine = true
  page.dispatch("online")
  await vi.waitFor(() => expect(shown.at(-1)).toBe(true))
})
