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
