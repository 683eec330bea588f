/** What is kept of an inbox: nothing of notifications that are gone, and no count that nobody asked for. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { startEmbeddedUpstash } from "@/lib/embedded-upstash/start"
import { type NotificationsApp, startNotificationsApp } from "./notifications-world"

let upstash: Awaited<ReturnType<typeof startEmbeddedUpstash>>
let app: NotificationsApp
beforeAll(async () => {
  upstash = await startEmbeddedUpstash({ token: "inbox" })
  app = await startNotificationsApp(upstash)
})
afterAll(async () => {
  app.realtime.close()
  await upstash.close()
})

const news = { type: "news", title: "x", body: "", link: "/dashboard" } as const
const send = async (to: string) => (await app.sendNotification(to, news)).id

test("M-51 what was read is remembered for as long as the list has it, and no longer", async () => {
  const first = [await send("ben"), await send("ben"), await send("ben")]
  const marked = await app.mark("ben", { ids: first.slice(0, 2) })
  expect(marked.body.read).toEqual(expect.arrayContaining(first.slice(0, 2)))
  const many = Array.from({ length: 200 }, () => news)
  await app.realtime.publisher.publishAll(app.channels.notification.for({ userId: "ben" }), many)
  expect(await app.readInbox("ben")).toMatchObject({ unread: 200, read: [] })
  expect(await app.redis().exists("grantway:inbox-read:ben")).toBe(0)
})

test("M-53 what is unread is told after a notification, and after no message of another kind", async () => {
  const told = () => app.redis().xlen("grantway:log:inbox.bea")
  const marker = { channel: "team.red.chat", id: "1-0", n: 1 }
  await app.channels.read.for({ userId: "bea" }).emit(marker)
  expect(await told()).toBe(0)
  await send("bea")
  expect(await told()).toBe(1)
})

test("M-51 when all notifications have expired, the newest one that was counted stays the newest", async () => {
  const newest = await send("ben2")
  const before = await app.readInbox("ben2")
  expect(before).toMatchObject({ newest, unread: 1 })
  await app.redis().del("grantway:log:notification.ben2")
  expect(await app.readInbox("ben2")).toMatchObject({ newest, unread: 0 })
  expect((await app.readInbox("ben2")).version, "nothing changes by itself").toBe(before.version)
})

test("what was taken away from a person is not listed, nor counted", async () => {
  const own = app.channels.notification.for({ userId: "eve" })
  const { revoker } = app.realtime
  const forbidden = { status: 403, code: "FORBIDDEN_CHANNEL" }
  await revoker.deny("eve", own)
  expect(await app.list("eve")).toMatchObject(forbidden)
  expect(await app.call(app.unread, "eve")).toMatchObject(forbidden)
  await revoker.allow("eve", own)
  expect((await app.list("eve")).status).toBe(200)
})
