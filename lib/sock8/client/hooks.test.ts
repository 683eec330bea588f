import { createElement, type ReactNode, StrictMode } from "react"
import { renderToString } from "react-dom/server"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { keyOf } from "./channel-proxy"
import type { ChannelView } from "./channel-view"
import type { ConnectionState } from "./connection-state"
import { type HeadlessPage, openHeadlessPage } from "./headless-page"
import { useChannel, useChannels, useConnection } from "./hooks"
import { RealtimeProvider, type RealtimeProviderProps } from "./provider"
import type { RealtimeError } from "./realtime-error"
import {
  granting,
  refusing,
  type ScriptedServer,
  scriptedToken,
  startScriptedServer,
} from "./scripted-server"
import { scriptedMessage } from "./scripted-stream"
import { channels } from "./test-channels"

type Chat = { text: string }

let server: ScriptedServer
let page: HeadlessPage

beforeEach(async () => {
  server = await startScriptedServer()
  server.script.authenticate = () =>
    granting({ "team.red.chat": "team.{teamId}.chat", "team.blue.chat": "team.{teamId}.chat" })
  page = openHeadlessPage()
})

afterEach(async () => {
  page.unmount()
  await server.close()
})

/** The node under a provider that speaks to the scripted server. */
function provide(node: ReactNode, props: Omit<RealtimeProviderProps, "children"> = {}): ReactNode {
  const { origin } = server
  const given = {
    endpoint: `${origin}/api/realtime`,
    channelsEndpoint: `${origin}/api/channels`,
    // A tab that leads for others keeps a channel open for a while, and Node has what sharing needs since 24.
    share: false,
    ...props,
    children: node,
  }
  return createElement(RealtimeProvider, given)
}

/** Renders nothing, and shows what it holds: the ref is made anew at each render. */
function Chat(props: {
  teamId: string
  history?: number
  enabled?: boolean
  show?: (view: ChannelView<Chat> & { publish: unknown }) => void
  onMessage?: (text: string) => void
}) {
  const { teamId, history = 0, enabled = true, show, onMessage } = props
  const hear = onMessage && ((message: { data: Chat }) => onMessage(message.data.text))
  const options = { history, enabled, ...(hear ? { onMessage: hear } : {}) }
  const view = useChannel(channels.team.chat.for({ teamId }), options)
  show?.(view)
  return null
}

function RedAndBlue(props: { hear: (word: string) => void; show: (counts: number[]) => void }) {
  const refs = ["red", "blue"].map((teamId) => channels.team.chat.for({ teamId }))
  const views = useChannels(refs, {
    onMessage: ({ data }, ref) => props.hear(`${refs.map(keyOf).indexOf(keyOf(ref))}${data.text}`),
  })
  props.show(views.map(({ messages }) => messages.length))
  return null
}

function Badge({ show }: { show: (connection: ReturnType<typeof useConnection>) => void }) {
  const connection = useConnection()
  show(connection)
  return null
}

/** One message was said before anybody came. */
function keepFirst() {
  server.script.history = () => ({ body: { messages: [scriptedMessage("team.red.chat", 1)], next: null } })
  server.script.realtime = (open) => void open().open({ at: 1 })
}

const textsOf = (view: ChannelView<Chat> | undefined) => view?.messages.map(({ data }) => data.text)

test("R-12 fault 26: under StrictMode a provider keeps one connection, and it closes when all is unmounted", async () => {
  let view: ChannelView<Chat> | undefined
  keepFirst()
  const chat = createElement(Chat, { teamId: "red", history: 10, show: (now) => (view = now) })
  page.render(createElement(StrictMode, null, provide(chat)))
  await vi.waitFor(() => expect(view?.status.state).toBe("open"))
  expect(textsOf(view)).toEqual(["m1"])
  server.streams[0]?.message("team.red.chat", 2)
  await vi.waitFor(() => expect(textsOf(view)).toEqual(["m1", "m2"]))
  expect(server.asked.map(({ route }) => route)).toEqual(["authenticate", "realtime", "history"])
  page.unmount()
  await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
})

test("K-22 a ref made anew at each render joins once; another channel is another stream", async () => {
  const views: ChannelView<Chat>[] = []
  const show = (view: ChannelView<Chat>) => views.push(view)
  const draw = (teamId: string) => page.render(provide(createElement(Chat, { teamId, show })))
  draw("red")
  await vi.waitFor(() => expect(views.at(-1)?.status.state).toBe("open"))
  draw("red")
  draw("blue")
  await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
  expect(server.streams.map(({ channels }) => channels)).toEqual([["team.red.chat"], ["team.blue.chat"]])
})

test("onMessage hears new messages once, those of the history not, and is the latest function given", async () => {
  keepFirst()
  const heard: string[] = []
  const views: ChannelView<Chat>[] = []
  const draw = (prefix: string) => {
    const onMessage = (text: string) => heard.push(prefix + text)
    const chat = createElement(Chat, { teamId: "red", history: 1, onMessage, show: (now) => views.push(now) })
    page.render(createElement(StrictMode, null, provide(chat)))
  }
  draw("a:")
  await vi.waitFor(() => expect(views.at(-1)?.status.state).toBe("open"))
  server.streams[0]?.message("team.red.chat", 2)
  await vi.waitFor(() => expect(heard).toEqual(["a:m2"]))
  const drawn = views.length
  draw("b:")
  await vi.waitFor(() => expect(views.length).toBeGreaterThan(drawn))
  server.streams[0]?.message("team.red.chat", 3)
  await vi.waitFor(() => expect(heard).toEqual(["a:m2", "b:m3"]))
})

test("enabled: false leaves the channel alone", async () => {
  const views: ChannelView<Chat>[] = []
  const show = (view: ChannelView<Chat>) => views.push(view)
  page.render(
    provide(createElement(Chat, { teamId: "red", enabled: false, show, onMessage: () => undefined })),
  )
  await vi.waitFor(() => expect(views.at(-1)?.status.state).toBe("idle"))
  expect(server.asked).toEqual([])
  page.render(provide(createElement(Chat, { teamId: "red", show })))
  await vi.waitFor(() => expect(views.at(-1)?.status.state).toBe("open"))
})

test("several channels share one stream and tell which of them spoke", async () => {
  const heard: string[] = []
  let counts: number[] = []
  const hear = (word: string) => heard.push(word)
  const show = (now: number[]) => {
    counts = now
  }
  page.render(provide(createElement(RedAndBlue, { hear, show })))
  await vi.waitFor(() => expect(server.streams).toHaveLength(1))
  server.streams[0]?.message("team.red.chat", 1).message("team.blue.chat", 1)
  await vi.waitFor(() => expect(counts).toEqual([1, 1]))
  expect(heard).toEqual(["0m1", "1m1"])
  expect(server.streams).toHaveLength(1)
})

test("M-22 onConnectError is given the sentence and the code, and reconnect begins anew", async () => {
  server.script.realtime = (open, _, index) =>
    index === 0 ? refusing("ACCOUNT_SUSPENDED", 403) : void open().open()
  const errors: string[] = []
  let connection: ReturnType<typeof useConnection> | undefined
  const badge = createElement(Badge, { key: 2, show: (now) => (connection = now) })
  const onConnectError = ({ message, data }: RealtimeError) => errors.push(`${data.type} ${message}`)
  page.render(provide([createElement(Chat, { key: 1, teamId: "red" }), badge], { onConnectError }))
  await vi.waitFor(() => expect(connection?.status.state).toBe("refused"))
  await vi.waitFor(() => expect(errors).toEqual(["ACCOUNT_SUSPENDED Title of ACCOUNT_SUSPENDED"]))
  connection?.reconnect()
  await vi.waitFor(() => expect(connection?.status.state).toBe("open"))
})

test("R-13 another authToken string opens the next stream with it; a new function alone does not", async () => {
  const tokens = [scriptedToken(), scriptedToken()]
  const draw = (authToken: string) =>
    page.render(provide(createElement(Chat, { teamId: "red" }), { authToken }))
  for (const token of tokens) {
    draw(token)
    await vi.waitFor(() => expect(server.streams.at(-1)?.asked.headers.authorization).toBe(`Bearer ${token}`))
  }
  expect(server.streams).toHaveLength(2)

  const before = server.asked.length
  page.unmount()
  page = openHeadlessPage()
  const give = scriptedToken()
  let renders = 0
  const show = () => (renders += 1)
  const drawAgain = () =>
    page.render(provide(createElement(Chat, { teamId: "red", show }), { authToken: () => give }))
  drawAgain()
  await vi.waitFor(() => expect(server.streams).toHaveLength(3))
  const rendersBefore = renders
  drawAgain()
  await vi.waitFor(() => expect(renders).toBeGreaterThan(rendersBefore))
  expect(server.asked).toHaveLength(before + 1)
})

test("when the browser is online again, a waiting connection tries at once", async () => {
  server.script.realtime = (open, _, index) =>
    index === 0 ? { status: 500, type: "text/plain", body: "" } : void open().open()
  let status: ConnectionState | undefined
  const badge = createElement(Badge, { key: 2, show: (now) => (status = now.status) })
  page.render(provide([createElement(Chat, { key: 1, teamId: "red" }), badge]))
  await vi.waitFor(() => expect(server.askedOf("realtime")).toHaveLength(1))
  await vi.waitFor(() => {
    page.dispatch("online")
    expect(status?.state).toBe("open")
  })
})

test("on the server the hooks render, and ask for nothing", () => {
  const states: string[] = []
  const show = (view: ChannelView<Chat>) => states.push(view.status.state)
  renderToString(provide(createElement(Chat, { teamId: "red", history: 10, show })))
  expect(states).toEqual(["idle"])
  expect(server.asked).toEqual([])
})

test("a hook without a provider says what is missing", () => {
  expect(() => renderToString(createElement(Chat, { teamId: "red" }))).toThrow("<RealtimeProvider>")
})
