/** A page acts for the person whom it shows, whoever signs in meanwhile in the same browser. */
import type { BrowserContext, Page } from "@playwright/test"
import { expectAccessible } from "./fixtures/accessible"
import { log, readBack, speaker, unique } from "./fixtures/chat"
import { letIn, signInOn } from "./fixtures/sign-in"
import { expect, test } from "./fixtures/test"

const badge = (page: Page) => page.getByRole("status", { name: "Connection" })
const notice = (page: Page) => page.getByRole("alert").filter({ hasText: "You are now signed in as" })
const isBeas = (page: Page) =>
  expect(notice(page).getByRole("heading")).toHaveText("You are now signed in as Bea Lindqvist")
const shownName = (page: Page, name: string) => page.getByRole("banner").getByText(name, { exact: true })

/** The cookie becomes Bea's, and no page is told: as if her sign-in was lost on its way to the other tabs. */
const becomeBea = (context: BrowserContext) => letIn(context.request, "bea")

test.beforeEach(({ allowConsole }) => allowConsole(/status of 409 .* @ .*\/api\//))

test("S-28 another person who signs in in another tab is named at once, and what was typed is kept and not sent", async ({
  person,
  requestOf,
}) => {
  const { page, context } = await person("ben", "/dashboard/team/red")
  await expect(badge(page)).toHaveText("Live")
  const text = unique("typed by Ben")
  await page.getByLabel("Message").fill(text)
  const other = await context.newPage()
  await signInOn(other, "bea")
  await isBeas(page)
  await expect(badge(page)).toHaveText(/^Refused/)
  await expect(page.getByLabel("Message")).toHaveValue(text)
  await expectAccessible(page)
  await page.getByLabel("Message").press("Enter")
  await expect(page.getByText(text)).toBeVisible()
  await expect(shownName(page, "Ben Castillo")).toBeVisible()
  await expect(badge(other)).toHaveText("Live")
  expect(await readBack(await requestOf("ada"), "team.red.chat", 20)).not.toContain(text)
  await page.getByRole("button", { name: "Load the page again" }).click()
  await expect(shownName(page, "Bea Lindqvist")).toBeVisible()
  await expect(badge(page)).toHaveText("Live")
  await expect(notice(page)).toHaveCount(0)
  await expect(notice(other)).toHaveCount(0)
})

test("S-28 another person who signs in in another tab is named at once, though they land on a page that shows no person", async ({
  person,
}) => {
  const { page, context } = await person("ben", "/dashboard/team/red")
  await expect(badge(page)).toHaveText("Live")
  const other = await context.newPage()
  await other.goto("/sign-in?callbackUrl=%2Fdocs")
  await other.getByRole("button", { name: "Sign in as Bea Lindqvist", exact: true }).click()
  await expect(other).toHaveURL(/\/docs/)
  await isBeas(page)
})

test("S-28 both tabs of a person who share a stream say it, and none receives for the other person", async ({
  person,
}) => {
  const { page, context } = await person("ben", "/dashboard/team/red")
  const second = await context.newPage()
  await second.goto("/dashboard/team/red")
  for (const tab of [page, second]) await expect(badge(tab)).toHaveText("Live")
  await signInOn(await context.newPage(), "bea")
  for (const tab of [page, second]) {
    await isBeas(tab)
    await expect(badge(tab)).toHaveText(/^Refused/)
  }
})

test("S-28 a stream whose token ends is not renewed with that of another person", async ({
  person,
  requestOf,
}) => {
  const { page, context } = await person("ben", "/sign-in")
  await page.clock.install()
  await page.goto("/dashboard/team/red")
  await expect(badge(page)).toHaveText("Live")
  await becomeBea(context)
  await page.clock.fastForward("15:00")
  await isBeas(page)
  await expect(badge(page)).toHaveText(/^Refused/)
  const text = unique("typed by Ben")
  await page.getByLabel("Message").fill(text)
  await page.getByLabel("Message").press("Enter")
  await expect(page.getByText(text)).toBeVisible()
  expect(await readBack(await requestOf("ada"), "team.red.chat", 20)).not.toContain(text)
})

test("S-28 what is read on a page is not read by another person", async ({ person, requestOf }) => {
  const [ben, bea] = [await person("ben", "/dashboard/team/red"), await person("bea", "/dashboard/inspector")]
  for (const { page } of [ben, bea]) await expect(badge(page)).toHaveText("Live")
  await becomeBea(ben.context)
  const text = unique("for both")
  await (await speaker(await requestOf("ada"), "team.red.chat"))(text)
  await expect(log(ben.page).getByText(text)).toBeVisible()
  await isBeas(ben.page)
  await bea.page.reload()
  await expect(bea.page.getByRole("link", { name: /Red team.*unread/ })).toBeVisible()
})

test("S-28 a comment is refused, keeps its text, and is not the other person's", async ({
  person,
  requestOf,
}) => {
  const { page, context } = await person("ben", "/dashboard/posts/retrospective")
  await becomeBea(context)
  const text = unique("a comment of Ben's")
  await page.getByRole("textbox", { name: "Comment" }).fill(text)
  await page.getByRole("button", { name: "Comment" }).click()
  await expect(page.getByRole("alert").filter({ hasText: "Not said" })).toHaveText(
    "Not said: Another person is signed in now.",
  )
  await isBeas(page)
  await expect(page.getByRole("textbox", { name: "Comment" })).toHaveValue(text)
  const shown = await (await requestOf("bea")).get("/dashboard/posts/retrospective")
  expect(await shown.text()).not.toContain(text)
})

test("S-28 a wave and an admin's form are refused", async ({ person }) => {
  const { page, context } = await person("ada", "/dashboard/admin/people")
  await becomeBea(context)
  await page.getByRole("button", { name: "Suspend Ben Castillo" }).click()
  await expect(page.getByText("Not done: Suspend")).toBeVisible()
  await isBeas(page)
})

test("S-28 a link leads to no page of the other person, and back to what was typed", async ({ person }) => {
  const { page, context } = await person("ben", "/dashboard/team/red")
  await expect(badge(page)).toHaveText("Live")
  await becomeBea(context)
  await page.getByRole("link", { name: "Inspector" }).click()
  await expect(page).toHaveURL(/inspector$/)
  await isBeas(page)
  await expect(page.getByRole("heading", { name: "Inspector" })).toHaveCount(0)
  await expect(shownName(page, "Ben Castillo")).toBeVisible()
  await expect(badge(page)).toHaveText(/^Refused/)
  await page.getByRole("button", { name: "Load the page again" }).click()
  await expect(page.getByRole("heading", { name: "Inspector", exact: true })).toBeVisible()
  await expect(shownName(page, "Bea Lindqvist")).toBeVisible()
})

test("S-28 a link from a page that asks the server nothing more says who is signed in", async ({
  person,
}) => {
  const { page, context } = await person("ben", "/dashboard/attacks")
  await expect(badge(page)).toHaveText("Live")
  await becomeBea(context)
  await page.getByRole("link", { name: "You", exact: true }).click()
  await expect(page).toHaveURL(/dashboard$/)
  await isBeas(page)
})

test("S-28 a page that was left out is there when its person signs in again", async ({ person }) => {
  const { page, context } = await person("ben", "/dashboard/team/red")
  await expect(badge(page)).toHaveText("Live")
  await becomeBea(context)
  await page.getByRole("link", { name: "Inspector" }).click()
  await isBeas(page)
  await signInOn(await context.newPage(), "ben")
  await expect(page.getByRole("heading", { name: "Inspector", exact: true })).toBeVisible()
  await expect(notice(page)).toHaveCount(0)
  await expect(badge(page)).toHaveText("Live")
})

test("S-28 a page that is closed to the other person says who that is", async ({
  person,
  allowConsole,
  allowForbidden,
}) => {
  allowConsole(/status of 403/)
  allowForbidden()
  const { page, context } = await person("ada")
  await expect(badge(page)).toHaveText("Live")
  await becomeBea(context)
  await page.getByRole("link", { name: "Admin" }).click()
  await isBeas(page)
  await expect(shownName(page, "Ada Okafor")).toBeVisible()
})

test("S-28 a page of one person does not sign another one out", async ({ person }) => {
  const { page, context } = await person("ben")
  await becomeBea(context)
  await page.getByRole("button", { name: "Sign out" }).click()
  const said = page.getByRole("region", { name: "Just arrived" }).getByRole("listitem")
  await expect(said.filter({ hasText: "Not signed out" })).toContainText("Another person is signed in now.")
  await expect(page.getByText("You are still signed in")).toHaveCount(0)
  await isBeas(page)
  expect((await (await context.request.get("/api/auth/session")).json()).user.id).toBe("bea")
})

test("S-28 signing out elsewhere and in again as the same person goes on without a word", async ({
  person,
  allowConsole,
}) => {
  allowConsole(/status of 401/)
  const { page, context } = await person("ben2", "/dashboard/team/blue")
  await expect(badge(page)).toHaveText("Live")
  const text = unique("typed before")
  await page.getByLabel("Message").fill(text)
  const other = await context.newPage()
  await other.goto("/dashboard")
  await other.getByRole("button", { name: "Sign out" }).click()
  await expect(other).toHaveURL(/\/$/)
  await expect(badge(page)).toHaveText(/^Refused/)
  await signInOn(other, "ben2")
  await expect(badge(page)).toHaveText("Live")
  await expect(page.getByText("You are now signed in as")).toHaveCount(0)
  await expect(page.getByLabel("Message")).toHaveValue(text)
  await page.getByLabel("Message").press("Enter")
  await expect(page.getByRole("log").getByText(text)).toHaveCount(1)
})
