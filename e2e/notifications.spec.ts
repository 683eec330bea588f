/** Notifications: the same count in every tab and device, found again by those who were away, read by keyboard. */
import type { APIRequestContext, Page } from "@playwright/test"
import { expectAccessibleInEachLook } from "./fixtures/accessible"
import { tabTo } from "./fixtures/keyboard"
import { expect, test } from "./fixtures/test"

let sent = 0
const unique = (text: string) => `${text} ${Date.now()}-${++sent}`
const bellOf = (page: Page) => page.getByRole("link", { name: /^Notifications/ })
const nameOf = (unread: number) => (unread > 0 ? `Notifications, ${unread} unread` : "Notifications")
const rowOf = (page: Page, text: string) =>
  page.getByRole("main").getByRole("listitem").filter({ hasText: text })

/** Begins with everything read: other tests wave at the same people. */
async function readEverything(request: APIRequestContext): Promise<void> {
  const { newest } = await (await request.get("/api/notifications/unread")).json()
  await request.post("/api/notifications/mark-read", { data: { upTo: newest } })
}

/** Comments on Ben's post, which tells Ben. */
async function tellBen(from: APIRequestContext, text: string): Promise<void> {
  const answer = await from.post("/api/posts/retrospective/comment", { data: { text } })
  expect(answer.status()).toBe(200)
  expect(await answer.json()).toEqual({ success: true })
}

async function expectUnread(pages: readonly Page[], unread: number): Promise<void> {
  for (const page of pages) await expect(bellOf(page)).toHaveAccessibleName(nameOf(unread))
}

test("M-49 M-51 M-53 two tabs and another browser show the same count after every step", async ({
  person,
  requestOf,
}) => {
  const [ada, reader] = [await requestOf("ada"), await requestOf("ben")]
  await readEverything(reader)
  const ben = await person("ben", "/dashboard/inbox")
  const secondTab = await ben.context.newPage()
  await secondTab.goto("/dashboard/team/red")
  const elsewhere = await person("ben", "/dashboard/inbox")
  const pages = [ben.page, secondTab, elsewhere.page]
  for (const page of pages) await expect(page.getByRole("status", { name: "Connection" })).toHaveText("Live")
  await expectUnread(pages, 0)

  const texts = [unique("first"), unique("second"), unique("third"), unique("fourth")]
  for (const [index, text] of texts.entries()) {
    await tellBen(ada, text)
    await expectUnread(pages, index + 1)
  }
  const [first = "", second = "", third = "", fourth = ""] = texts
  await rowOf(ben.page, second)
    .getByRole("button", { name: /^Mark as read/ })
    .click()
  await expectUnread(pages, 3)
  await expect(rowOf(elsewhere.page, second)).not.toContainText("Unread")
  await expect(rowOf(elsewhere.page, third)).toContainText("Unread")

  const { notifications } = await (await reader.get("/api/notifications")).json()
  const ids = notifications
    .filter(({ body }: { body: string }) => [first, second, third].includes(body))
    .map(({ id }: { id: string }) => id)
  expect(ids).toHaveLength(3)
  for (let times = 0; times < 2; times++) {
    const answer = await reader.post("/api/notifications/mark-read", { data: { ids } })
    expect(await answer.json()).toMatchObject({ unread: 1 })
    await expectUnread(pages, 1)
  }

  await elsewhere.page.getByRole("button", { name: "Mark all as read" }).click()
  await expectUnread(pages, 0)
  await expect(elsewhere.page.getByRole("status", { name: "Unread" })).toHaveText("All read")
  await expect(rowOf(ben.page, fourth)).not.toContainText("Unread")
  await tellBen(ada, unique("fifth"))
  await expectUnread(pages, 1)
  await ben.page.reload()
  await expectUnread(pages, 1)
})

test("M-50 M-54 somebody who was offline finds what they missed, counted, and in the list", async ({
  person,
  requestOf,
}) => {
  const [ada, reader] = [await requestOf("ada"), await requestOf("ben")]
  await readEverything(reader)
  const [early, late] = [unique("before you came"), unique("while you were away")]
  await tellBen(ada, early)
  const ben = await person("ben", "/dashboard/inbox")
  await expectUnread([ben.page], 1)
  await expect(rowOf(ben.page, early)).toContainText("Unread")
  await expect(ben.page.getByRole("status", { name: "Connection" })).toHaveText("Live")
  await ben.context.setOffline(true)
  await expect(ben.page.getByRole("status", { name: "Connection" })).toHaveText("Offline")
  await tellBen(ada, late)
  await ben.context.setOffline(false)
  await expectUnread([ben.page], 2)
  await expect(rowOf(ben.page, late)).toContainText("Unread")
})

test("M-55 a comment reaches the author of the post, who opens it from the inbox by keyboard alone", async ({
  person,
  requestOf,
}) => {
  await readEverything(await requestOf("ben"))
  const [ben, bea] = [await person("ben"), await person("bea", "/dashboard/posts/retrospective")]
  await expect(ben.page.getByRole("status", { name: "Connection" })).toHaveText("Live")
  const text = unique("Shorter meetings")
  await bea.page.getByRole("textbox", { name: "Comment" }).fill(text)
  await bea.page.getByRole("textbox", { name: "Comment" }).press("Enter")
  await expect(rowOf(bea.page, text)).toContainText("Bea Lindqvist")

  await expectUnread([ben.page], 1)
  await tabTo(bellOf(ben.page))
  await ben.page.keyboard.press("Enter")
  await expect(ben.page.getByRole("heading", { level: 1, name: "Inbox" })).toBeVisible()
  await expect(rowOf(ben.page, text)).toContainText("Unread")
  await tabTo(rowOf(ben.page, text).getByRole("link"))
  await ben.page.keyboard.press("Enter")
  await expect(ben.page.getByRole("heading", { level: 1, name: "Retrospective on Friday" })).toBeVisible()
  await expect(rowOf(ben.page, text)).toBeVisible()
  await expectUnread([ben.page], 0)
})

test("a mark that the server refuses is taken back, and said", async ({
  person,
  requestOf,
  allowConsole,
}) => {
  allowConsole(/503/)
  await readEverything(await requestOf("ben"))
  await tellBen(await requestOf("ada"), unique("not to be marked"))
  const ben = await person("ben", "/dashboard/inbox")
  await expectUnread([ben.page], 1)
  let refuse = () => {}
  const asked = new Promise<void>((resolve) => {
    refuse = resolve
  })
  await ben.page.route("**/api/notifications/mark-read", async (route) => {
    await asked
    await route.fulfill({ status: 503, json: { title: "Not available just now" } })
  })
  await ben.page.getByRole("button", { name: "Mark all as read" }).click()
  await expectUnread([ben.page], 0)
  refuse()
  await expectUnread([ben.page], 1)
  await expect(ben.page.getByText("Not marked as read")).toBeVisible()
  await ben.page.unroute("**/api/notifications/mark-read")
  await ben.page.getByRole("button", { name: "Mark all as read" }).click()
  await expectUnread([ben.page], 0)
})

test("a mark that came too soon stays, and is sent again when it may be", async ({
  person,
  requestOf,
  allowConsole,
}) => {
  allowConsole(/429/)
  await readEverything(await requestOf("ben"))
  await tellBen(await requestOf("ada"), unique("to be marked later"))
  const ben = await person("ben", "/dashboard/inbox")
  await expectUnread([ben.page], 1)
  const tooSoon = { status: 429, json: { title: "Rate limited", code: "RATE_LIMITED", retryAfter: 1 } }
  await ben.page.route("**/api/notifications/mark-read", (route) => route.fulfill(tooSoon), { times: 1 })
  const taken = ben.page.waitForResponse(
    (answer) => answer.url().endsWith("/api/notifications/mark-read") && answer.ok(),
  )
  await ben.page.getByRole("button", { name: "Mark all as read" }).click()
  await expectUnread([ben.page], 0)
  await taken
  await expect(ben.page.getByText("Not marked as read")).toHaveCount(0)
  await ben.page.reload()
  await expectUnread([ben.page], 0)
})

test("a wave that came too soon says when it may be tried again", async ({ person, allowConsole }) => {
  allowConsole(/429/)
  const ben = await person("ben", "/dashboard")
  const tooSoon = { status: 429, json: { title: "Rate limited", code: "RATE_LIMITED", retryAfter: 7 } }
  await ben.page.route("**/api/wave", (route) => route.fulfill(tooSoon))
  await ben.page.getByRole("button", { name: "Wave at Bea Lindqvist" }).click()
  await expect(ben.page.getByText("Rate limited. Try again in 7 seconds.")).toBeVisible()
})

test("the inbox is read page by page, each notification once", async ({ person, requestOf }) => {
  const [ada, bea] = [await requestOf("ada"), await requestOf("bea")]
  for (let n = 0; n < 12; n++) {
    for (const from of [ada, bea]) {
      const answer = await from.post("/api/wave", { data: { to: "ben" } })
      expect(answer.status()).toBe(204)
    }
  }
  const ben = await person("ben", "/dashboard/inbox")
  const rows = ben.page.getByRole("main").getByRole("listitem")
  await expect(rows).toHaveCount(20)
  const total = await countAll(ben.request)
  const older = ben.page.getByRole("button", { name: "Older", exact: true })
  for (let shown = 20; shown < total; ) {
    await older.click()
    shown = Math.min(shown + 20, total)
    await expect(rows).toHaveCount(shown)
  }
  await expect(ben.page.getByRole("button", { name: "Nothing older" })).toBeDisabled()
  await expect(rows.first()).toContainText("waves at you")
})

test("a post of another organisation is unknown, on its page and to comment on", async ({
  person,
  allowConsole,
}) => {
  allowConsole(/403|404/)
  const eve = await person("eve", "/dashboard/posts/retrospective")
  await expect(eve.page.getByRole("heading", { name: "This was not granted to you" })).toBeVisible()
  for (const id of ["retrospective", "no-such-post", "%2e%2e", "retrospective%00"]) {
    const answer = await eve.request.post(`/api/posts/${id}/comment`, { data: { text: "hi" } })
    expect(answer.status(), id).toBe(404)
  }
})

test("inbox, post and bell are accessible", async ({ person, requestOf }) => {
  await tellBen(await requestOf("ada"), unique("for the eyes"))
  const { page } = await person("ben", "/dashboard/inbox")
  await expect(page.getByText("Comment", { exact: true }).first()).toBeVisible()
  for (const path of ["/dashboard/inbox", "/dashboard/posts/retrospective"]) {
    if (!page.url().endsWith(path)) await page.goto(path)
    await expect(page.getByRole("status", { name: "Connection" })).toHaveText("Live")
    await expectAccessibleInEachLook(page)
  }
})

/** How many notifications somebody has, by the pages of the list. */
async function countAll(request: APIRequestContext): Promise<number> {
  const ids = new Set<string>()
  for (let query: string | undefined = "?limit=100"; query; ) {
    const { notifications, next } = await (await request.get(`/api/notifications${query}`)).json()
    for (const { id } of notifications) ids.add(id)
    query = next === null ? undefined : `?limit=100&before=${next}`
  }
  return ids.size
}
