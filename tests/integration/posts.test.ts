/** Comments on posts, and that the author is told. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { roomInThisMinute } from "./minute"
import { type NotificationsApp, startNotificationsApp } from "./notifications-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

describe.each(backendNames)("with Redis %s", (name) => {
  let app: NotificationsApp
  beforeAll(async () => {
    app = await startNotificationsApp(backends.servers[name])
  })
  beforeEach(async () => {
    const channel = ["log", "position"].map((key) => `grantway:${key}:notification.ben`)
    await app.redis().del("grantway:inbox:ben", "grantway:comments:retrospective", ...channel)
  })
  afterAll(() => app.realtime.close())

  const comment = (as: string | null, postId: string, body: unknown, headers = {}) =>
    app.call(app.commentOn(postId), as, { body, headers })
  const textsOn = async (postId: string) => (await app.listComments(postId)).map(({ text }) => text)

  test("M-55 a comment is kept, answered with success, and told to the author with a link to it", async () => {
    const ben = app.openDevice("ben")
    await ben.opened()
    const answer = await comment("bea", "retrospective", { text: "  Shorter meetings.  " })
    expect(answer).toMatchObject({ status: 200, body: { success: true } })
    expect(Object.keys(answer.body)).toEqual(["success"])
    await vi.waitFor(() => expect(ben.unread()).toBe(1))
    expect((await app.list("ben")).body.notifications).toMatchObject([
      {
        ...{ type: "comment", title: "Bea Lindqvist commented on “Retrospective on Friday”" },
        ...{ body: "Shorter meetings.", link: "/dashboard/posts/retrospective", read: false },
      },
    ])
    expect(await app.listComments("retrospective")).toMatchObject([
      { authorId: "bea", name: "Bea Lindqvist", text: "Shorter meetings." },
    ])
    ben.disconnect()
  })

  test("M-55 one's own comment is kept and told to nobody", async () => {
    expect((await comment("ben", "retrospective", { text: "Mine" })).status).toBe(200)
    expect(await textsOn("retrospective")).toEqual(["Mine"])
    expect(await app.readInbox("ben")).toMatchObject({ unread: 0 })
  })

  test("a comment that is sent again under its id is kept and told once", async () => {
    for (let n = 0; n < 3; n++) {
      expect((await comment("bea", "retrospective", { text: "Once", id: "c1" })).status).toBe(200)
    }
    expect(await textsOn("retrospective")).toEqual(["Once"])
    expect(await app.readInbox("ben")).toMatchObject({ unread: 1 })
    await comment("ada", "retrospective", { text: "Another person's c1", id: "c1" })
    expect(await app.readInbox("ben")).toMatchObject({ unread: 2 })
  })

  test("another text under the id of a comment is refused, also on one's own post, and the first one stays", async () => {
    for (const [author, post] of [
      ["ada", "on-call"],
      ["ben", "on-call"],
    ] as const) {
      expect((await comment(author, post, { text: `One of ${author}`, id: "d1" })).status).toBe(200)
      const other = await comment(author, post, { text: `Two of ${author}`, id: "d1" })
      expect(other).toMatchObject({ status: 409, body: { code: "ID_CONFLICT" } })
    }
    expect(await textsOn("on-call")).toEqual(["One of ada", "One of ben"])
  })

  test("M-55 posts of other teams and organisations are as unknown as those that do not exist", async () => {
    const unknown = { status: 404, code: "NOT_FOUND" }
    for (const person of ["eve", "ben2"]) {
      expect(await comment(person, "retrospective", { text: "hi" }), person).toMatchObject(unknown)
    }
    for (const id of ["retrospective-eu", "new-monitors", "retro", "", "..", "constructor"]) {
      expect(await comment("ben", id, { text: "hi" }), id).toMatchObject(unknown)
    }
    expect((await comment("ada", "new-monitors", { text: "hi" })).status).toBe(200)
    expect(await textsOn("retrospective")).toEqual([])
    expect(await app.readInbox("ben")).toMatchObject({ unread: 0 })
  })

  test("M-55 strangers, suspended people, other sites and malformed comments are refused", async () => {
    const good = { text: "hi" }
    expect(await comment(null, "retrospective", good)).toMatchObject({ status: 401, code: "AUTH_REQUIRED" })
    expect(await comment("sam", "retrospective", good)).toMatchObject({ code: "ACCOUNT_SUSPENDED" })
    expect(await comment("una", "retrospective", good)).toMatchObject({ code: "EMAIL_NOT_VERIFIED" })
    const foreign = await comment("bea", "retrospective", good, { origin: "https://evil.example" })
    expect(foreign).toMatchObject({ status: 403, code: "ORIGIN_FORBIDDEN" })
    const long = "x".repeat(1001)
    for (const broken of [{}, null, [], { text: "" }, { text: "  " }, { text: 7 }, { text: long }]) {
      const refused = await comment("bea", "retrospective", broken)
      expect(refused, JSON.stringify(broken)).toMatchObject({ status: 400, code: "INVALID_REQUEST" })
    }
    for (const id of ["", "a b", "x".repeat(65), 7, null]) {
      const refused = await comment("bea", "retrospective", { ...good, id })
      expect(refused, JSON.stringify(id)).toMatchObject({ code: "INVALID_REQUEST" })
    }
    expect(await textsOn("retrospective")).toEqual([])
  })

  test("a person may comment twenty times a minute, and is told when they may again", async () => {
    await roomInThisMinute()
    const answers = []
    for (let n = 0; n < 21; n++) answers.push(await comment("bea", "on-call", { text: `n${n}` }))
    const over = answers.at(-1)
    expect(over).toMatchObject({ status: 429, code: "RATE_LIMITED" })
    expect(over?.body.retryAfter).toBeGreaterThan(0)
  })
})
