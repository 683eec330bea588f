/** The inbox tells its latest message on joining, also to tabs that share a stream: on both back ends. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { TestBrowser } from "@/lib/sock8/client/tabs/in-process-tabs"
import { type Device, type NotificationsApp, startNotificationsApp } from "./notifications-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

describe.each(backendNames)("with Redis %s", (name) => {
  let app: NotificationsApp
  const devices: Device[] = []
  beforeAll(async () => {
    app = await startNotificationsApp(backends.servers[name])
  })
  afterEach(() => {
    for (const device of devices.splice(0)) device.disconnect()
  })
  afterAll(() => app.realtime.close())

  test("a tab that joins over the stream of another learns the unread count, from whichever tab leads", async () => {
    const browser = new TestBrowser()
    const open = async () => {
      const tab = browser.open()
      const device = app.openDevice("ben", { asks: false, tabs: tab })
      devices.push(device)
      await device.opened()
      return { ...tab, ...device }
    }
    const learns = (device: Device, unread: number) =>
      vi.waitFor(() => expect(device.told.map((inbox) => inbox.unread)).toEqual([unread]), 5_000)
    const news = { type: "news", title: "one", body: "", link: "/dashboard" } as const
    await app.sendNotification("ben", news)

    const first = await open()
    await learns(first, 1)
    const second = await open()
    await learns(second, 1)
    expect(second.connection()).toBe(first.connection())

    first.disconnect()
    first.kill()
    const ledBefore = first.connection()
    await vi.waitFor(() => expect(second.connection()).not.toBe(ledBefore), 5_000)
    const third = await open()
    await learns(third, 1)
    await vi.waitFor(() => expect(third.connection()).toBe(second.connection()))
    expect(second.told, "nothing is told twice").toHaveLength(1)
  })
})
