/**
 * Step 7 of the walk: who is there. People in browsers on two instances of the app see each other come, type,
 * reload and go; a killed instance leaves nobody behind.
 */

import type { BrowserContext, Page } from "@playwright/test"
import { createMembers, type Members } from "./attacks/members"
import { type PersonId, people } from "./fixtures/people"
import { expect, test } from "./fixtures/test"
import { startTwoApps, type TwoApps } from "./fixtures/two-apps"

let apps: TwoApps
let members: Members

// Three servers and several browsers on one machine.
test.describe.configure({ timeout: 120_000 })

test.beforeAll(async ({ playwright }) => {
  apps = await startTwoApps(31)
  members = createMembers(playwright, apps.here.url)
})
test.afterAll(async () => {
  await members?.dispose()
  await apps?.stop()
})

const contexts: BrowserContext[] = []
test.afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

/** The names of those in the chat, by name; without the initials, which are decoration. */
const here = (page: Page) =>
  page.getByRole("list", { name: "In this chat now" }).locator("li > span:not([aria-hidden])")
const nameOf = (id: PersonId) => people[id].name
/** The reload of a page, and what a grace of five seconds takes on a machine that does other things. */
const SOON = { timeout: 15_000 }

test.beforeEach(async ({ allowConsole }) => {
  // A stream that is open breaks with the instance that was killed.
  allowConsole(/ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET)/)
})

test("M-42 M-43 M-44 M-45 people of two instances see each other come, reload without a flap, and go", async ({
  browser,
  complaints,
}) => {
  const open = opener(browser, complaints)
  const ben = await open("ben", apps.here.url)
  await expect(here(ben)).toHaveText(["You"])
  const bea = await open("bea", apps.there.url)
  for (const page of [ben, bea]) await expect(here(page)).toHaveCount(2, SOON)
  await expect(here(ben)).toHaveText([nameOf("bea"), "You"])
  await expect(here(bea)).toHaveText(["You", nameOf("ben")])

  await ben.evaluate(watchForAbsence, nameOf("bea"))
  await bea.reload()
  await expect(here(bea)).toHaveText(["You", nameOf("ben")], SOON)
  expect(await ben.evaluate(() => Reflect.get(window, "sawAbsence"))).toBe(false)

  // Another tab elsewhere in the dashboard: she left the chat, and is online all the same.
  const other = await bea.context().newPage()
  await other.goto(`${apps.there.url}/dashboard`)
  await expect(other.getByRole("status", { name: "Connection" })).toHaveText("Live")
  await bea.close()
  await expect(here(ben)).toHaveText(["You"], SOON)
  await ben.getByText(/of \d+ online/).click()
  const row = ben
    .getByRole("list", { name: "Everybody in this team" })
    .getByRole("listitem")
    .filter({ hasText: nameOf("bea") })
  await expect(row).toContainText("online")
  await other.close()
  await expect(row).toContainText("last seen just now", SOON)
})

test("M-44 two tabs are one person, and closing one of them changes nothing", async ({
  browser,
  complaints,
}) => {
  const open = opener(browser, complaints)
  const ben = await open("ben", apps.here.url)
  const bea = await open("bea", apps.here.url)
  const second = await bea.context().newPage()
  await second.goto(`${apps.there.url}/dashboard/team/red`)
  await expect(here(second)).toHaveText(["You", nameOf("ben")], SOON)
  await expect(here(ben)).toHaveText([nameOf("bea"), "You"], SOON)
  await ben.evaluate(watchForAbsence, nameOf("bea"))
  await bea.close()
  // The grace is over when somebody else, who left after her first tab, is gone.
  const ada = await open("ada", apps.there.url)
  await expect(here(ben)).toHaveCount(3, SOON)
  await ada.close()
  await expect(here(ben)).toHaveCount(2, SOON)
  expect(await ben.evaluate(() => Reflect.get(window, "sawAbsence"))).toBe(false)
})

test("K-25 who types is named in the other window until they stop or send, without another stream", async ({
  browser,
  complaints,
}) => {
  const open = opener(browser, complaints)
  const [ben, bea] = [await open("ben", apps.here.url), await open("bea", apps.there.url)]
  await expect(here(ben)).toHaveCount(2, SOON)
  const streams: string[] = []
  bea.on(
    "request",
    (request) => void (request.url().endsWith("/api/realtime") && streams.push(request.url())),
  )
  const line = ben.getByText(`${nameOf("bea")} is typing…`)
  await bea.getByLabel("Message").pressSequentially("I will")
  await expect(line).toBeVisible(SOON)
  await expect(line).toBeHidden(SOON)
  await bea.getByLabel("Message").pressSequentially(" be there")
  await expect(line).toBeVisible(SOON)
  await bea.getByLabel("Message").press("Enter")
  await expect(ben.getByRole("log").getByText("I will be there")).toBeVisible(SOON)
  await expect(line).toBeHidden(SOON)
  await expect(bea.getByText(/is typing/)).toHaveCount(0)
  expect(streams).toEqual([])
})

test("another team sees nobody of this one, and is refused to ask", async ({ browser, complaints }) => {
  const open = opener(browser, complaints)
  await open("ben", apps.here.url)
  const eve = await open("eve", apps.there.url, "red-eu")
  await expect(here(eve)).toHaveText(["You"])
  await eve.getByText(/of \d+ online/).click()
  await expect(eve.getByText(nameOf("ben"))).toHaveCount(0)
  const { request, bearer } = await members.member("eve")
  for (const channel of ["team.red.chat", "team.red.people"]) {
    const answer = await request.get(`/api/channels/presence?channel=${channel}`, { headers: await bearer() })
    expect([answer.status(), (await answer.json()).code]).toEqual([403, "FORBIDDEN_CHANNEL"])
  }
  const own = await request.get("/api/channels/presence?channel=team.red-eu.people", {
    headers: await bearer(),
  })
  expect((await own.json()).members).toEqual([expect.objectContaining({ id: "eve", name: nameOf("eve") })])
})

test("a killed instance leaves nobody there once its leases have ended", async ({
  browser,
  complaints,
  allowConsole,
}) => {
  // The page of the killed one asks a server that is gone.
  allowConsole(/net::ERR_/)
  const third = await apps.startAnother(33)
  const open = opener(browser, complaints)
  const ben = await open("ben", apps.here.url)
  const bea = await open("bea", third.url)
  await expect(here(ben)).toHaveText([nameOf("bea"), "You"], SOON)
  await third.stop("SIGKILL")
  // Her page is there, and finds no server to come back to.
  await expect(bea.getByRole("status", { name: "Connection" })).not.toHaveText("Live", SOON)
  // A lease of 30 s, and the round of 10 s in which it is found.
  await expect(here(ben)).toHaveText(["You"], { timeout: 60_000 })
})

/** Opens the chat of a team as somebody, on one of the instances, in a browser of their own. */
function opener(
  browser: import("@playwright/test").Browser,
  complaints: { watch: (context: BrowserContext) => Promise<void> },
) {
  return async (id: PersonId, baseURL: string, team = "red"): Promise<Page> => {
    const { request } = await members.member(id)
    const context = await browser.newContext({ baseURL, storageState: await request.storageState() })
    contexts.push(context)
    await complaints.watch(context)
    const page = await context.newPage()
    await page.goto(`/dashboard/team/${team}`)
    await expect(page.getByRole("status", { name: "Connection" })).toHaveText("Live", SOON)
    return page
  }
}

/** Notes in the page whether a name was ever missing from those in the chat, from now on. */
function watchForAbsence(name: string): void {
  Reflect.set(window, "sawAbsence", false)
  const list = document.querySelector("[aria-label='In this chat now']")
  const look = () => {
    if (!list?.textContent?.includes(name)) Reflect.set(window, "sawAbsence", true)
  }
  if (list) new MutationObserver(look).observe(list, { subtree: true, childList: true, characterData: true })
}
