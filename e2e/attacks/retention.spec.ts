/** What is kept of everybody: one member, or one key, tries to put their own in its place. */
import { setTimeout as wait } from "node:timers/promises"
import type { Browser, Page } from "@playwright/test"
import { roomInThisHour, roomInThisMinute } from "../../tests/integration/minute"
import { createMembers, type Member, type Members } from "./members"
import { type OwnServer, startOwnServer } from "./own-server"
import { expect, test } from "./siege"

const MINUTE_MS = 60_000
/** What the longest test here takes at most: it waits for the next minute once. */
const NEEDED_MS = 2 * MINUTE_MS
const COMMENT = "/api/posts/retrospective/comment"
const RATE_LIMITED = { status: 429, code: "RATE_LIMITED" }
const WHEN = /Rate limited\. Try again in (a second|\d+ (seconds|minutes))\.$/

// A server of its own: whose share is used up there could do nothing in other specs for an hour.
let server: OwnServer
let own: Members
test.beforeAll(async ({ playwright }) => {
  server = startOwnServer(58, {})
  expect(await server.started, server.written()).toBeUndefined()
  own = createMembers(playwright, server.url)
})
test.afterAll(async () => {
  await own.dispose()
  await server.stop()
})

/** Opens a page in a browser in which somebody is signed in. */
async function openAs(browser: Browser, { request }: Member, path: string): Promise<Page> {
  const context = await browser.newContext({
    baseURL: server.url,
    storageState: await request.storageState(),
  })
  const page = await context.newPage()
  await page.goto(path)
  return page
}

/** How often somebody may comment in a minute is another limit: waits until it lets one more through. */
async function nextMinute(): Promise<void> {
  await wait(MINUTE_MS - (Date.now() % MINUTE_MS) + 8_000)
}

test("S-18 one member who comments and waves leaves what others said, and is told when to try again with what was typed", async ({
  siege,
  browser,
}) => {
  test.setTimeout(5 * MINUTE_MS)
  await roomInThisHour(NEEDED_MS)
  const [ada, bea] = [await own.member("ada"), await own.member("bea")]
  await siege.harmless("what others said", async () => {
    expect((await ada.request.post(COMMENT, { data: { text: "Said before" } })).status()).toBe(200)
  })
  // Each of them tells Ben, as waves do.
  for (let n = 0; n < 20; n += 1) {
    const sent = { data: { text: `Again ${n}`, id: `n${n}` } }
    await siege.harmless("a comment", async () => {
      expect((await bea.request.post(COMMENT, sent)).status()).toBe(200)
    })
  }
  for (let n = 0; n < 20; n += 1) {
    const answer = await bea.request.post("/api/wave", { data: { to: "ben" } })
    await siege.harmless("a wave", async () => expect(answer.status()).toBe(204))
  }
  await siege.refused("one wave more", bea.request.post("/api/wave", { data: { to: "ben" } }), RATE_LIMITED)
  const dashboard = await openAs(browser, bea, "/dashboard")
  await dashboard.getByRole("button", { name: "Wave at Ben Castillo" }).click()
  await expect(dashboard.getByText(WHEN)).toBeVisible()
  await dashboard.getByRole("button", { name: "Wave at Ada Okafor" }).click()
  await expect(dashboard.getByText("You waved at Ada Okafor")).toBeVisible()

  await nextMinute()
  const page = await openAs(browser, bea, "/dashboard/posts/retrospective")
  const box = page.getByRole("textbox", { name: "Comment" })
  const typed = "What I have to say, and would not like to type again"
  await box.fill(typed)
  await box.press("Enter")
  await expect(page.getByRole("alert").filter({ hasText: "Not said" })).toHaveText(WHEN)
  await expect(box).toHaveValue(typed)
  await page.reload()
  const comments = page.getByRole("main").getByRole("listitem")
  await expect(comments).toHaveCount(21)
  await expect(comments.first()).toContainText("Said before")
  await siege.refused("one more", bea.request.post(COMMENT, { data: { text: typed } }), RATE_LIMITED)
  await siege.harmless("somebody else", async () => {
    expect((await ada.request.post(COMMENT, { data: { text: "And now?" } })).status()).toBe(200)
  })
})

test("S-18 one key does not turn over an inbox, nor use up what another may send", async ({ siege }) => {
  await roomInThisMinute()
  const [ada, ben] = [await own.member("ada"), await own.member("ben")]
  const scope = [{ path: "notification.{userId}", params: { userId: "ben" }, actions: ["publish"] }]
  const makeKey = async () => {
    const made = await ada.request.post("/api/keys", { data: { name: "Build server", scope } })
    return { authorization: `Bearer ${(await made.json()).key}` }
  }
  const [headers, others] = [await makeKey(), await makeKey()]
  const data = {
    channel: "notification.ben",
    data: { type: "news", title: "built", body: "", link: "/dashboard" },
  }
  const notify = (by = headers, id?: string) =>
    ada.request.post("/api/channels/publish", { headers: by, data: id ? { ...data, id } : data })
  const { id } = await (await notify(headers, "first")).json()
  for (let n = 1; n < 40; n += 1) {
    await siege.harmless("a notification", async () => expect((await notify()).status()).toBe(200))
  }
  await siege.refused("one more", notify(), RATE_LIMITED)
  await siege.harmless("the first one again", async () =>
    expect(await (await notify(headers, "first")).json()).toEqual({ id }),
  )
  await siege.harmless("another key", async () => expect((await notify(others)).status()).toBe(200))
  const { notifications } = await (await ben.request.get("/api/notifications?limit=100")).json()
  expect(notifications.filter(({ title }: { title: string }) => title === "built")).toHaveLength(41)
})
