import { createElement, useEffect } from "react"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { bindClient } from "./client-binding"
import { type HeadlessPage, openHeadlessPage } from "./headless-page"
import { useChannel } from "./hooks"
import { RealtimeProvider } from "./provider"
import { granting, type ScriptedServer, startScriptedServer } from "./scripted-server"
import { channels } from "./test-channels"

const red = channels.team.chat.for({ teamId: "red" })

let server: ScriptedServer
let page: HeadlessPage

beforeEach(async () => {
  server = await startScriptedServer()
  page = openHeadlessPage()
})

afterEach(async () => {
  page.unmount()
  await server.close()
})

function render(component: () => null): void {
  const { origin } = server
  const children = createElement(component)
  const endpoints = { endpoint: `${origin}/api/realtime`, channelsEndpoint: `${origin}/api/channels` }
  page.render(createElement(RealtimeProvider, { ...endpoints, share: false, children }))
}

test("K-22 a channel of the browser's tree is subscribed to over the page's stream, beside the hooks", async () => {
  const heard: string[] = []
  const shown: string[][] = []
  let leave = (): void => undefined
  render(() => {
    const { messages } = useChannel(red)
    shown.push(messages.map(({ data }) => data.text))
    // The effect of a component runs before those of the provider above it.
    useEffect(() => {
      leave = red.subscribe(({ data }) => heard.push(data.text))
      return leave
    }, [])
    return null
  })
  await vi.waitFor(() => expect(server.streams).toHaveLength(1))
  server.streams[0]?.message("team.red.chat", 1)
  await vi.waitFor(() => expect(heard).toEqual(["m1"]))
  await vi.waitFor(() => expect(shown.at(-1)).toEqual(["m1"]))
  leave()
  server.streams[0]?.message("team.red.chat", 2)
  await vi.waitFor(() => expect(shown.at(-1)).toEqual(["m1", "m2"]))
  expect(heard).toEqual(["m1"])
  expect(server.streams).toHaveLength(1)
})

test("K-22 without React, a client is bound by hand; a channel without parameters is subscribed to as well", async () => {
  server.script.authenticate = () => granting({ "admin.logs": "admin.logs" })
  const unbind = bindClient(server.client())
  const heard: number[] = []
  const leave = channels.admin.logs.subscribe(({ n }) => heard.push(n))
  await vi.waitFor(() => expect(server.streams).toHaveLength(1))
  server.streams[0]?.message("admin.logs", 1)
  await vi.waitFor(() => expect(heard).toEqual([1]))
  leave()
  await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
  unbind()
})

test("K-22 without a client, subscribing says what is missing; the client that was bound last counts", async () => {
  expect(() => red.subscribe(() => undefined)).toThrow("<RealtimeProvider>")
  const [first, second] = [server.client(), server.client()]
  const joins = [vi.spyOn(first, "join"), vi.spyOn(second, "join")]
  const counts = () => joins.map(({ mock }) => mock.calls.length)
  const [unbindFirst, unbindSecond] = [bindClient(first), bindClient(second)]
  red.subscribe(() => undefined)()
  expect(counts()).toEqual([0, 1])
  unbindSecond()
  red.subscribe(() => undefined)()
  expect(counts()).toEqual([1, 1])
  unbindFirst()
  expect(() => red.subscribe(() => undefined)).toThrow("<RealtimeProvider>")
})
