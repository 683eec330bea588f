import { expectTypeOf, test } from "vitest"
import { z } from "zod"
import { channel, defineChannels } from "../core/define"
import { type ChannelRef, createProxyClient } from "./channel-proxy"
import { useChannel, useChannels } from "./hooks"
import { usePresence } from "./use-presence"

type Chat = { text: string }

const tree = defineChannels({
  "team.{teamId}.chat": channel(z.object({ text: z.string() }), { publish: true, history: 500 }),
  "admin.logs": channel(z.object({ allowed: z.boolean() })),
  lobby: { schema: z.object({ text: z.string() }), config: { anonymous: true } },
  counter: channel(z.object({ count: z.coerce.number<string>() }), { publish: true }),
  "counter.{id}.reset": [z.object({ by: z.string() })],
  "pair.{left}.{right}": { schema: z.object({}) },
  "floor.{floorId}": channel(z.string(), { presence: { state: z.object({ typing: z.boolean() }) } }),
  hall: channel(z.string(), { presence: true }),
})
const channels = createProxyClient<typeof tree>()

test("K-22 a ref carries the type of its channel's messages", () => {
  expectTypeOf(channels.team.chat.for({ teamId: "red" })).toEqualTypeOf<ChannelRef<Chat, true, Chat, false>>()
  expectTypeOf(useChannel(channels.lobby).messages[0]?.data).toEqualTypeOf<Chat | undefined>()
  expectTypeOf(channels.counter.reset.for({ id: "1" })).toExtend<ChannelRef<{ by: string }, false>>()
})

test("K-22 a channel is subscribed to with the type of its messages, and a family is not before its parameters are given", () => {
  channels.team.chat
    .for({ teamId: "red" })
    .subscribe(({ data }) => expectTypeOf(data).toEqualTypeOf<{ text: string }>())
  channels.lobby.subscribe(({ data }) => expectTypeOf(data).toEqualTypeOf<{ text: string }>())
  // @ts-expect-error a parameter is missing
  channels.team.chat.subscribe
  // @ts-expect-error a word on the way is not a channel
  channels.team.subscribe
})

test("K-21 parameters are demanded", () => {
  // @ts-expect-error a parameter is missing
  channels.team.chat.for({})
  // @ts-expect-error another parameter's name
  channels.team.chat.for({ team: "red" })
  // @ts-expect-error one of two
  channels.pair.for({ left: "1" })
  // @ts-expect-error an id is a string
  channels.team.chat.for({ teamId: 1 })
})

test("K-23 a browser cannot emit, nor reach schema or config", () => {
  // @ts-expect-error only servers emit
  channels.admin.logs.emit
  // @ts-expect-error only servers emit
  channels.team.chat.for({ teamId: "red" }).emit
  // @ts-expect-error definitions stay on the server
  channels.lobby.definition
})

test("what is no channel is not taken for one", () => {
  // @ts-expect-error a family is not a channel before its parameters are given
  useChannel(channels.team.chat)
  // @ts-expect-error a word on the way is not a channel
  useChannel(channels.team)
  // @ts-expect-error a name is not a channel
  useChannel("admin.logs")
  // @ts-expect-error no such channel
  channels.nothing
})

test("publish is there only where people may publish, and takes what the schema takes", () => {
  const { publish } = useChannel(channels.team.chat.for({ teamId: "red" }))
  expectTypeOf(publish).parameter(0).toEqualTypeOf<Chat>()
  // @ts-expect-error not the schema's input
  publish({ txt: "hello" })
  // @ts-expect-error nobody but the server says something here
  useChannel(channels.lobby).publish
  const counter = useChannel(channels.counter)
  expectTypeOf(counter.publish).parameter(0).toEqualTypeOf<{ count: string }>()
  expectTypeOf(counter.messages[0]?.data).toEqualTypeOf<{ count: number } | undefined>()
})

test("several channels keep their own types", () => {
  const [chat, logs] = useChannels([channels.team.chat.for({ teamId: "red" }), channels.admin.logs])
  expectTypeOf(chat.messages[0]?.data).toEqualTypeOf<Chat | undefined>()
  expectTypeOf(logs.messages[0]?.data.allowed).toEqualTypeOf<boolean | undefined>()
})

test("K-25 presence is there only where a channel declares it, and its state is typed", () => {
  const { self, others, update } = usePresence(channels.floor.for({ floorId: "1" }), {
    state: { typing: false },
  })
  expectTypeOf(others[0]?.state).toEqualTypeOf<{ typing: boolean } | null | undefined>()
  expectTypeOf(self?.state).toEqualTypeOf<{ typing: boolean } | null | undefined>()
  expectTypeOf(update).parameter(0).toEqualTypeOf<{ typing: boolean }>()
  // @ts-expect-error not the schema's
  usePresence(channels.floor.for({ floorId: "1" }), { state: { typing: "yes" } })
  expectTypeOf(usePresence(channels.hall).others[0]?.state).toEqualTypeOf<null | undefined>()
  // @ts-expect-error members of the hall show nothing
  usePresence(channels.hall).update
  // @ts-expect-error nobody is present in the lobby
  usePresence(channels.lobby)
  // @ts-expect-error nor in a chat that does not declare it
  usePresence(channels.team.chat.for({ teamId: "red" }))
  // @ts-expect-error a family is not a channel
  usePresence(channels.floor)
})
