/** Time that passes while a page is open: what says "today" means the day that it is, and what has ended says so. */
import { log, unique } from "./fixtures/chat"
import { expect, test } from "./fixtures/test"

const HOUR_MS = 3_600_000

/** A time zone in which midnight is less than an hour away. `Etc` counts the other way round. */
function zoneBeforeMidnight(now: number): string {
  const hours = 23 - new Date(now).getUTCHours()
  return hours <= 14 ? `Etc/GMT${hours === 0 ? "" : `-${hours}`}` : `Etc/GMT+${24 - hours}`
}

test("at midnight the heading of a chat and the times of its messages no longer say that it is today", async ({
  browser,
  complaints,
  sessions,
}) => {
  const now = Date.now()
  const context = await browser.newContext({
    storageState: await sessions.of("ben"),
    timezoneId: zoneBeforeMidnight(now),
  })
  await complaints.watch(context)
  const page = await context.newPage()
  await page.clock.install({ time: now })
  await page.goto("/dashboard/team/red")
  const text = unique("said before midnight")
  await page.getByLabel("Message").fill(text)
  await page.getByLabel("Message").press("Enter")
  const row = log(page).getByRole("listitem").filter({ hasText: text })
  await expect(row).toHaveCount(1)
  const headings = log(page).getByRole("heading", { level: 2 })
  await expect(headings.last()).toHaveText("Today")
  await page.clock.fastForward(HOUR_MS - (Date.now() % HOUR_MS) - 1_000)
  const shown = await page.evaluate(() => new Date().toTimeString().slice(0, 5))
  expect(shown).toBe("23:59")
  await expect(headings.last()).toHaveText("Today")
  // Of the first of several messages in a row, which may be of the hour before.
  const time = log(page).locator("time").last()
  await expect(time).toHaveText(/^2[23]:\d\d$/)
  await page.clock.runFor(2_000)
  await expect(headings.last()).toHaveText("Yesterday")
  await expect(time).toHaveText(/^\d+ \w{3}, 2[23]:\d\d$/)
  await context.close()
})

test("a key that ends while its page is open is shown as expired", async ({ person }) => {
  const { page } = await person("ada")
  await page.clock.install()
  await page.goto("/dashboard/admin/keys")
  const name = unique("For a day")
  await page.getByLabel("Name").fill(name)
  await page.getByLabel("Days until it ends").fill("1")
  await page.getByLabel("Kind of channel").selectOption("Notify a person")
  await page.getByLabel("Whose").selectOption("ben")
  await page.getByRole("button", { name: "Make the key" }).click()
  const row = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) })
  await expect(row.getByText(/^Expires/)).toBeVisible()
  await page.clock.fastForward("25:00:00")
  await expect(row.getByText(/^Expired/)).toBeVisible()
})
