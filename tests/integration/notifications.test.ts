/** Notifications: stored, counted, pushed, marked; on both back ends. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
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
  beforeEach(async () => {
    const keys = ["ben", "ben2", "eve"].flatMap((id) => [
      ...[`grantway:inbox:${id}`, `grantway:inbox-read:${id}`],
      ...[`grantway:log:notification.${id}`, `grantway:position:notification.${id}`],
      ...[`grantway:log:inbox.${id}`, `grantway:position:inbox.${id}`],
    ])
    await app.redis().del(...keys)
  })
  afterEach(() => {
    for (const device of devices.splice(0)) device.disconnect()
  })
  afterAll(() => app.realtime.close())

  async function open(person: string, options?: { asks: boolean }): Promise<Device> {
    const device = app.openDevice(person, options)
    devices.push(device)
    await device.opened()
    return device
  }
  const send = async (to: string, title: string, id?: string) => {
    const told = { type: "news", title, body: "", link: "/dashboard" } as const
    return (await app.sendNotification(to, told, { ...(id && { id }) })).id
  }
  const settled = (device: Device, unread: number) =>
    vi.waitFor(() => expect(device.unread()).toBe(unread), 5_000)

  test("M-50 M-54 somebody who was away finds what they were sent, and how much of it is unread", async () => {
    const ids = [await send("ben", "one"), await send("ben", "two"), await send("ben", "three")]
    const device = await open("ben")
    expect(device.unread()).toBe(3)
    expect(device.told[0]).toMatchObject({ unread: 3, newest: ids[2] })
    expect((await app.listAll("ben")).map(({ title, read }) => [title, read])).toEqual([
      ...[
        ["three", false],
        ["two", false],
        ["one", false],
      ],
    ])
    expect((await app.call(app.unread, "ben2")).body).toMatchObject({ version: 0, unread: 0 })
  })

  test("M-50 a client that only joins its inbox is told the unread count first, and each change after it", async () => {
    const newest = await send("ben", "one")
    const client = await open("ben", { asks: false })
    await vi.waitFor(() => expect(client.told).toMatchObject([{ unread: 1, newest }]))
    await app.mark("ben", { upTo: newest })
    await vi.waitFor(() => expect(client.told.at(-1)).toMatchObject({ unread: 0 }))
  })

  test("M-52 M-53 it is stored with an id, a time and as unread before it is pushed, and then the count is", async () => {
    const device = await open("ben")
    const id = await send("ben", "one")
    await vi.waitFor(() => expect(device.heard).toEqual([id]))
    await vi.waitFor(() => expect(device.told.at(-1)).toMatchObject({ unread: 1, newest: id }))
    const { body } = await app.list("ben")
    expect(body.notifications).toEqual([
      {
        ...{ id, at: expect.any(Number), read: false },
        ...{ type: "news", title: "one", body: "", link: "/dashboard" },
      },
    ])
  })

  test("M-53 a thousandth of a second is enough for many: each has an id of its own", async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, (_, n) => send("ben", `n${n}`)))
    expect(new Set(ids).size).toBe(30)
    expect(await app.readInbox("ben")).toMatchObject({ unread: 30 })
  })

  test("a sender that tries again under the same id tells and counts once", async () => {
    const id = await send("ben", "once", "build-7")
    expect(await send("ben", "once", "build-7")).toBe(id)
    expect(await app.readInbox("ben")).toMatchObject({ unread: 1 })
    await expect(send("ben", "other", "build-7")).rejects.toMatchObject({ code: "ID_CONFLICT" })
  })

  test("a push that was lost is made good: by what was heard, and by asking at the next connection", async () => {
    const device = await open("ben")
    // Nothing can be published on the inbox: as where a process ends before it publishes the count.
    await app.redis().set("grantway:position:inbox.ben", "broken")
    await send("ben", "uncounted")
    await settled(device, 1)
    expect(device.told.at(-1)).toMatchObject({ unread: 0 })
    await app.redis().del("grantway:position:inbox.ben")
    expect((await open("ben")).told.at(-1)).toMatchObject({ unread: 1 })
  })

  test("M-51 marking one, several and all is seen on every device, and marking again changes nothing", async () => {
    const [here, there] = [await open("ben"), await open("ben")]
    const ids: string[] = []
    for (const title of ["a", "b", "c", "d", "e"]) ids.push(await send("ben", title))
    const [a = "", b = "", c = "", , e = ""] = ids
    for (const [body, left] of [
      [{ ids: [a] }, 4],
      [{ ids: [b, c] }, 2],
      [{ upTo: e }, 0],
    ] as const) {
      const first = await app.mark("ben", body)
      expect(first).toMatchObject({ status: 200, body: { unread: left } })
      for (const device of [here, there]) await settled(device, left)
      const again = await app.mark("ben", body)
      expect(again.body).toEqual(first.body)
    }
    expect((await app.listAll("ben")).every(({ read }) => read)).toBe(true)
    expect([here, there].every((device) => ids.every((id) => device.isRead(id)))).toBe(true)
  })

  test("M-51 all is what was seen: what arrives meanwhile stays unread, and nothing is marked ahead", async () => {
    const seen = await send("ben", "seen")
    const unseen = await send("ben", "unseen")
    expect((await app.mark("ben", { upTo: seen })).body).toMatchObject({ unread: 1, upTo: seen })
    const future = await app.mark("ben", { upTo: "999999999999999-0" })
    expect(future.body).toMatchObject({ unread: 0, upTo: unseen })
    await send("ben", "later")
    expect(await app.readInbox("ben")).toMatchObject({ unread: 1 })
    expect((await app.mark("ben", { upTo: seen })).body).toMatchObject({ unread: 1, upTo: unseen })
  })

  test("nobody marks, counts or lists somebody else's", async () => {
    const id = await send("ben", "for ben")
    for (const person of ["ben2", "eve", "ada"]) {
      await app.mark(person, { ids: [id] })
      await app.mark(person, { upTo: id })
      expect(await app.listAll(person).then((items) => items.map(({ title }) => title))).not.toContain(
        "for ben",
      )
    }
    expect(await app.readInbox("ben")).toMatchObject({ unread: 1 })
    expect(await app.readInbox("ben2")).toMatchObject({ version: 0, upTo: "0-0", read: [] })
    const ada = app.proofOf("ada")
    for (const channel of ["inbox.ben", "notification.ben"]) {
      const request = new Request(`http://app.example/history?channel=${channel}`, {
        headers: { authorization: `Bearer ${ada}` },
      })
      expect((await app.endpoints(request)).status, channel).not.toBe(200)
    }
  })

  test("strangers, other sites and malformed requests are refused, and mark nothing", async () => {
    const id = await send("ben", "kept unread")
    expect(await app.mark(null, { ids: [id] })).toMatchObject({ status: 401, code: "AUTH_REQUIRED" })
    expect(await app.list(null)).toMatchObject({ status: 401, code: "AUTH_REQUIRED" })
    expect(await app.call(app.unread, "sam")).toMatchObject({ status: 403, code: "ACCOUNT_SUSPENDED" })
    for (const origin of ["https://evil.example", "null"]) {
      expect(await app.mark("ben", { ids: [id] }, { origin })).toMatchObject({ code: "ORIGIN_FORBIDDEN" })
    }
    for (const broken of [
      ...[{}, [], null, "all", { ids: [] }, { ids: id }, { ids: [7] }, { ids: ["x"] }, { ids: [`${id} `] }],
      ...[{ ids: Array.from({ length: 201 }, () => id) }, { upTo: "+" }, { upTo: `(${id}` }, { upTo: 7 }],
      ...[{ ids: [id], upTo: id }, { ids: [id], person: "ada" }, { upTo: "" }],
    ]) {
      const refused = await app.mark("ben", broken)
      expect(refused, JSON.stringify(broken)).toMatchObject({ status: 400, code: "INVALID_REQUEST" })
    }
    for (const query of ["?before=x", "?before=", "?before=%2B", `?before=(${id}`]) {
      expect(await app.list("ben", query), query).toMatchObject({ status: 400, code: "INVALID_CURSOR" })
    }
    for (const limit of ["0", "101", "-1", "1e1", "", "ten"]) {
      expect(await app.list("ben", `?limit=${limit}`), limit).toMatchObject({ code: "INVALID_REQUEST" })
    }
    expect(await app.readInbox("ben")).toMatchObject({ unread: 1 })
  })

  test("a link leads to a page of this app, however a browser would read it", async () => {
    const to = (link: string) =>
      app.sendNotification("ben", { type: "news", title: "x", body: "", link }).then(() => "sent")
    for (const link of [
      ...[
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
      ],
      ...[
        "/.//evil.example",
        "javascript:alert(1)",
        "",
        "dashboard",
        "/api/wave",
        "/sign-in",
        "/dashboard/..",
      ],
    ]) {
      await expect(to(link), JSON.stringify(link)).rejects.toMatchObject({ code: "INVALID_PAYLOAD" })
    }
    expect(await to("/dashboard/team/red?day=1#end")).toBe("sent")
    expect(await app.readInbox("ben")).toMatchObject({ unread: 1 })
  })

  test("the list is read page by page, and keeps the latest 200; so does the count", async () => {
    const ids: string[] = []
    for (let n = 0; n < 21; n++) {
      const more = Array.from({ length: 10 }, (_, m) => send("ben", `n${n * 10 + m}`))
      ids.push(...(await Promise.all(more)))
    }
    const first = (await app.list("ben")).body
    expect(first.notifications).toHaveLength(20)
    const second = (await app.list("ben", `?before=${first.next}&limit=5`)).body
    expect(second.notifications).toHaveLength(5)
    const items = await app.listAll("ben")
    expect(items).toHaveLength(200)
    expect(new Set(items.map(({ id }) => id)).size).toBe(200)
    expect(first.inbox).toMatchObject({ unread: 200 })
    // Of those that are not kept any more, none is marked.
    await app.mark("ben", { ids: ids.slice(0, 15) })
    expect(await app.readInbox("ben")).toMatchObject({ unread: 195 })
    await app.mark("ben", { ids: ids.slice(15) })
    expect(await app.readInbox("ben")).toMatchObject({ unread: 0, read: [] })
    expect(await app.redis().exists("grantway:inbox-read:ben")).toBe(0)
  })

  test("the version grows also where the record of what is read was lost", async () => {
    await send("ben", "one")
    const before = await app.readInbox("ben")
    await app.redis().del("grantway:inbox:ben", "grantway:inbox-read:ben")
    const after = await app.readInbox("ben")
    expect(after.version).toBeGreaterThan(before.version)
    expect(await app.readInbox("ben")).toEqual(after)
  })

  test("M-56 when the last device has gone nothing of it is left", async () => {
    const open2 = [await open("ben2"), await open("ben2")]
    const openOf = async () =>
      (await app.realtime.leases.list()).filter(({ identity }) => identity === "ben2").length
    await vi.waitFor(async () => expect(await openOf()).toBe(2))
    open2[0]?.disconnect()
    await vi.waitFor(async () => expect(await openOf()).toBe(1))
    open2[1]?.disconnect()
    await vi.waitFor(async () => expect(await openOf()).toBe(0))
    expect(app.realtime.connections.size()).toBe(0)
  })
})
