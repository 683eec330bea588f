/** Reading in the chat: back to what was said before, and what is new since one looked last. */
import type { Locator, Page } from "@playwright/test"
import { expectAccessible } from "./fixtures/accessible"
import { log, readBack, speaker, unique } from "./fixtures/chat"
import { spokenRows } from "./fixtures/spoken"
import { expect, test } from "./fixtures/test"

const badge = { name: "Connection" }
const HISTORY = "**/api/channels/history?**"

const scrollToFirst = (page: Page) =>
  log(page).evaluate((element) => element.scrollTo({ top: -element.scrollHeight }))

/** Where a row begins on the page, in pixels. */
async function topOf(row: Locator): Promise<number> {
  const box = await row.boundingBox()
  if (!box) throw new Error("The row is not shown.")
  return box.y
}

/** Does something, and expects that a row is where it was. */
async function expectStill(row: Locator, act: () => Promise<void>): Promise<void> {
  const before = await topOf(row)
  await act()
  // Browsers put right where a page is scrolled to with the next frame.
  await row.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  expect(Math.abs((await topOf(row)) - before), "pixels that it moved").toBeLessThanOrEqual(2)
}

type Say = Awaited<ReturnType<typeof speaker>>

/** Says something, again where it was too often: others before may have used up some of the hundred in ten seconds. */
const sayOnce = (say: Say, text: string) => expect.poll(() => say(text), { timeout: 20_000 }).toBe(200)

/** Says something, and waits until a page has it. */
async function sayTo(page: Page, say: Say): Promise<void> {
  const text = unique("later")
  await sayOnce(say, text)
  await expect(log(page).getByText(text)).toBeAttached()
}

/** Loads a chat until all was read before: where the line above new messages is the very first, all moves when it goes. */
async function reloadAsRead(page: Page): Promise<void> {
  await expect(async () => {
    await page.reload()
    await expect(log(page).getByRole("listitem").last()).toBeVisible()
    expect(await log(page).getByRole("heading", { name: "New messages" }).count()).toBe(0)
  }).toPass({ timeout: 20_000 })
}

/** The red team's link in the side bar, with so many unread messages. */
const unread = (count: number) => (count === 0 ? "Red team" : `Red team${count}, ${count} unread`)

test("older messages come page by page, in order and without moving what is in view, and never without the grant", async ({
  person,
  requestOf,
  allowConsole,
}) => {
  allowConsole(/403/)
  test.setTimeout(120_000)
  const mark = unique("past")
  for (const id of ["ada", "ben", "bea"] as const) {
    const say = await speaker(await requestOf(id), "team.red.chat")
    for (let round = 0; round < 14; round += 1) {
      await Promise.all([1, 2, 3, 4, 5].map((n) => sayOnce(say, `${mark} ${id} ${round}-${n}.`)))
    }
  }
  const texts = await readBack(await requestOf("ada"), "team.red.chat", 210)
  const { page } = await person("ada", "/dashboard/team/red")
  await expect(page.getByRole("status", badge)).toHaveText("Live")
  const shown = () =>
    log(page)
      .getByText(new RegExp(`^${mark} `))
      .allInnerTexts()
  await expect.poll(shown).toEqual(texts.slice(-50))
  await reloadAsRead(page)
  await expect.poll(shown).toEqual(texts.slice(-50))
  const say = await speaker(await requestOf("bea"), "team.red.chat")
  const older = log(page).getByRole("button", { name: "Older messages" })

  for (const count of [100, 150, 200]) {
    await scrollToFirst(page)
    const first = log(page).getByText(texts[texts.length - count + 50] ?? "", { exact: true })
    await expectStill(first, () => sayTo(page, say))
    await expectStill(first, async () => {
      await older.focus()
      await page.keyboard.press("Enter")
      await expect.poll(shown).toEqual(texts.slice(-count))
    })
    await expectStill(first, () => sayTo(page, say))
  }

  const { token } = await (await (await requestOf("eve")).post("/api/realtime-token")).json()
  await page.route(HISTORY, (route, sent) =>
    route.continue({ headers: { ...sent.headers(), authorization: `Bearer ${token}` } }),
  )
  await older.click()
  const why = "Older messages cannot be read: This channel was not granted to you."
  await expect(log(page).getByRole("alert")).toHaveText(why)
  expect(await shown()).toEqual(texts.slice(-200))
  await page.unroute(HISTORY)

  await expectAccessible(page)
  const end = log(page).getByRole("button", { name: "Nothing older is kept" })
  await expect(async () => {
    if (await older.isVisible()) await older.click()
    await expect(end).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 20_000 })
  await expect(log(page).getByRole("heading", { name: "Today" })).toBeAttached()
  expect(await log(page).locator("h2 time").first().getAttribute("datetime")).toMatch(/^\d{4}-\d\d-\d\d$/)
})

test("older messages move nothing in view where the first ones shown are the last of a block", async ({
  person,
  requestOf,
}) => {
  test.setTimeout(60_000)
  const request = await requestOf("bea")
  const { token } = await (await request.post("/api/realtime-token")).json()
  const headers = { authorization: `Bearer ${token}` }
  const say = await speaker(request, "team.red.chat")
  const sayMore = async (count: number) => {
    for (let n = 0; n < count; n += 1) await sayOnce(say, unique("block"))
  }
  await sayMore(60)
  const newest = await request.get("/api/channels/history?channel=team.red.chat&limit=1", { headers })
  const [{ n }] = (await newest.json()).messages
  // Fifty are shown, and blocks have fifty: of the first one these three.
  await sayMore((96 - (n % 50)) % 50)
  const texts = await readBack(await requestOf("ada"), "team.red.chat", 60)
  const { page } = await person("ada", "/dashboard/team/red")
  await reloadAsRead(page)
  const first = log(page).getByText(texts.at(-50) ?? "", { exact: true })
  await expect(first).toBeAttached()
  await expect(log(page).getByText(texts.at(-51) ?? "", { exact: true })).not.toBeAttached()
  await scrollToFirst(page)
  await expectStill(first, async () => {
    await log(page).getByRole("button", { name: "Older messages" }).press("Enter")
    // In one rendering with the older ones, or right before or after.
    for (let count = 0; count < 10; count += 1) await sayTo(page, say)
    await expect(log(page).getByText(texts.at(-60) ?? "", { exact: true })).toBeAttached()
  })
  await expectStill(first, () => page.setViewportSize({ width: 1240, height: 660 }))
})

test("S-24 a screen reader finds every message of a long chat, also far out of view", async ({
  person,
  requestOf,
}) => {
  test.setTimeout(90_000)
  const mark = unique("spoken")
  for (const id of ["ada", "ben"] as const) {
    const say = await speaker(await requestOf(id), "team.red.chat")
    for (let round = 0; round < 12; round += 1) {
      await Promise.all([1, 2, 3, 4, 5, 6].map((n) => sayOnce(say, `${mark} ${id} ${round}-${n}.`)))
    }
  }
  const texts = await readBack(await requestOf("ada"), "team.red.chat", 140)
  const { page } = await person("bea", "/dashboard/team/red")
  const shown = log(page).getByText(new RegExp(`^${mark} `))
  for (const count of [50, 100, 140]) {
    if (count > 50) await log(page).getByRole("button", { name: "Older messages" }).click()
    await expect.poll(() => shown.count()).toBeGreaterThanOrEqual(count)
  }
  await log(page).evaluate((element) => element.scrollTo({ top: 0 }))
  await expect(log(page).getByText(texts.at(-1) ?? "", { exact: true })).toBeInViewport()

  const rows = await spokenRows(page)
  for (const text of texts) {
    const row = rows.find((words) => words.includes(text)) ?? ["is not there"]
    expect(row[0], text).toMatch(/^(Ada|Ben)/)
  }
  await scrollToFirst(page)
  await expect(log(page).getByText(texts.at(-1) ?? "", { exact: true })).not.toBeInViewport()
  const above = new Set((await spokenRows(page)).flat())
  expect(texts.filter((text) => !above.has(text))).toEqual([])
})

test("what is unread is counted in every window, marked above, and read everywhere once it was read", async ({
  person,
  requestOf,
}) => {
  const [here, there] = [await person("bea", "/dashboard/team/red"), await person("bea")]
  const link = (page: Page) =>
    page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name: /^Red team/ })
  for (const { page } of [here, there]) {
    await expect(page.getByRole("status", badge)).toHaveText("Live")
    await expect(link(page)).toHaveText(unread(0))
  }
  await here.page.getByRole("link", { name: "You", exact: true }).click()
  await expect(here.page).toHaveURL(/\/dashboard$/)
  const say = await speaker(await requestOf("ben"), "team.red.chat")
  const texts = [unique("news"), unique("news"), unique("news")]
  for (const [index, text] of texts.entries()) {
    expect(await say(text)).toBe(200)
    for (const { page } of [here, there]) await expect(link(page)).toHaveText(unread(index + 1))
  }
  await there.page.reload()
  await expect(link(there.page)).toHaveText(unread(3))

  await link(here.page).click()
  await expect(log(here.page).getByText(texts[2] ?? "")).toBeVisible()
  for (const { page } of [here, there]) await expect(link(page)).toHaveText(unread(0))
  const rows = log(here.page).getByRole("listitem")
  const all = await rows.allInnerTexts()
  const line = all.findIndex((row) => row.includes("New messages"))
  expect(all[line + 1]).toContain(texts[0])
  await expectAccessible(here.page)

  // What comes while one looks is read at once, everywhere, and the line stays where it was.
  const seen = unique("seen")
  expect(await say(seen)).toBe(200)
  await expect(log(here.page).getByText(seen)).toBeVisible()
  await expect(log(here.page).getByRole("heading", { name: "New messages" })).toHaveCount(1)
  await there.page.reload()
  await expect(there.page.getByRole("status", badge)).toHaveText("Live")
  await expect(link(there.page)).toHaveText(unread(0))

  // Who scrolls up to where the new messages begin finds the line there, and has not read what comes below.
  await scrollToFirst(here.page)
  await expect(log(here.page).getByText(seen)).not.toBeInViewport()
  const lineOf = async () => {
    const words = await rows.allInnerTexts()
    return words[words.findIndex((row) => row.includes("New messages")) + 1]
  }
  expect(await lineOf()).toContain(texts[0])
  const below = unique("below")
  expect(await say(below)).toBe(200)
  for (const { page } of [here, there]) await expect(link(page)).toHaveText(unread(1))
  expect(await lineOf()).toContain(below)
  // What one says in another place is no news, and what one reads there is none any more.
  await sayTo(here.page, await speaker(await requestOf("bea"), "team.red.chat"))
  expect(await lineOf()).toContain(below)
  await link(there.page).click()
  for (const { page } of [here, there]) await expect(link(page)).toHaveText(unread(0))
  await expect(log(here.page).getByRole("heading", { name: "New messages" })).not.toBeAttached()
  await there.page.getByRole("link", { name: "You", exact: true }).click()
  await expect(there.page).toHaveURL(/\/dashboard$/)
  const last = unique("last")
  expect(await say(last)).toBe(200)
  for (const { page } of [here, there]) await expect(link(page)).toHaveText(unread(1))
  expect(await lineOf()).toContain(last)
  await log(here.page).evaluate((element) => element.scrollTo({ top: 0 }))
  for (const { page } of [here, there]) await expect(link(page)).toHaveText(unread(0))
})
