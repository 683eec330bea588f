import { expectTypeOf, test } from "vitest"
import { z } from "zod"
import type { Connection } from "../server/connection"
import { channel, defineChannels } from "./define"

const tree = defineChannels({
  "chat.{roomId}.messages": channel(z.object({ text: z.string() }), { publish: true }),
  "notification.{userId}": [z.object({ title: z.string() })],
  "admin.logs": { schema: z.object({ line: z.string() }), config: { history: 10 } },
  "org.{orgId}.team.{teamId}": channel(z.string()),
  "document.{documentId}": channel(z.string()),
  "floor.{floorId}": channel(z.string(), { presence: { state: z.object({ typing: z.boolean() }) } }),
  hall: channel(z.string(), { presence: true }),
})

declare const conn: Connection

test("K-21 a path with a parameter demands it, by its name", () => {
  expectTypeOf(tree.chat.messages.for).parameter(0).toEqualTypeOf<{ readonly roomId: string }>()
  expectTypeOf(tree.org.team.for)
    .parameter(0)
    .toEqualTypeOf<{ readonly orgId: string; readonly teamId: string }>()
  // @ts-expect-error the parameter is missing
  tree.chat.messages.for({})
  // @ts-expect-error another parameter
  tree.chat.messages.for({ userId: "ben" })
  // @ts-expect-error a channel without parameters has no for()
  tree.admin.logs.for({})
  // @ts-expect-error no such channel
  tree.chat.unknown
})

test("K-12 K-13 a channel can be granted, a family and a string cannot", () => {
  conn.grant(tree.notification.for({ userId: "ben" }))
  conn.grant(tree.admin.logs, { because: "admin" })
  // @ts-expect-error a family is not a channel
  conn.grant(tree.notification)
  // @ts-expect-error a namespace is not a channel
  conn.grant(tree.chat)
  // @ts-expect-error a string is not a channel
  conn.grant("admin.logs")
})

test("K-6 publish can be granted only where the channel allows it", () => {
  conn.grant(tree.chat.messages.for({ roomId: "r" }), { publish: true })
  // @ts-expect-error nobody publishes to admin.logs
  conn.grant(tree.admin.logs, { publish: true })
  // @ts-expect-error nor to notifications
  conn.grant(tree.notification.for({ userId: "ben" }), { publish: true })
})

test("the latest is kept by a field that the messages have", () => {
  const line = z.object({ line: z.number(), text: z.string() })
  channel(line, { latestBy: "line" })
  // @ts-expect-error no such field
  channel(line, { latestBy: "row" })
})

test("K-25 presence can be granted only where the channel declares it", () => {
  conn.grant(tree.floor.for({ floorId: "1" }), { presence: true })
  conn.grant(tree.hall, { presence: true })
  // @ts-expect-error nobody is present in a chat that does not say so
  conn.grant(tree.chat.messages.for({ roomId: "r" }), { publish: true, presence: true })
  // @ts-expect-error nor where nothing is configured
  conn.grant(tree.notification.for({ userId: "ben" }), { presence: true })
})

test("a whole level is granted by a call of its own, and only where its parameter comes last", () => {
  conn.grantEvery(tree.document)
  // @ts-expect-error its parameter is in the middle
  conn.grantEvery(tree.chat.messages)
  // @ts-expect-error it is a channel already
  conn.grantEvery(tree.admin.logs)
})

test("K-22 a message is typed by the schema of its channel", () => {
  expectTypeOf(tree.admin.logs.emit).parameter(0).toEqualTypeOf<{ line: string }>()
  // @ts-expect-error another shape
  tree.admin.logs.emit({ text: "hello" })
  // @ts-expect-error a family cannot emit
  tree.notification.emit({ title: "hello" })
})
