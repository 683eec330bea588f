/** Links that are followed without a connection: the page stays, with what was written and what is being sent. */
import type { Page } from "@playwright/test"
import { log, unique } from "./fixtures/chat"
import { expect, test } from "./fixtures/test"

const RED = "/dashboard/team/red"
const message = (page: Page) => page.getByLabel("Message")
const linkTo = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name, exact: true })
const notice = (page: Page) => page.getByRole("status", { name: "Network" })

for (const believes of [false, true]) {
  test(`a link followed without a connection keeps the page and says so, ${
    believes ? "though the browser believes that there is one" : "as the browser knows"
  }`, async ({ person, allowConsole }) => {
    allowConsole(/ERR_INTERNET_DISCONNECTED/)
    const { page, context } = await person("ben", RED)
    if (believes) {
      await page.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, "onLine", { get: () => true })
        for (const type of ["online", "offline"])
          window.addEventListener(type, (event) => event.stopImmediatePropagation(), { capture: true })
      })
      await page.reload()
    }
    await expect(page.getByRole("status", { name: "Connection" })).toHaveText("Live")
    const [sent, unsent] = [unique("on its way"), unique("half a sentence")]
    await context.setOffline(true)
    await message(page).fill(sent)
    await message(page).press("Enter")
    await message(page).fill(unsent)
    await linkTo(page, "You").click()
    await expect(notice(page)).toContainText("No connection")
    await expect(page).toHaveURL(RED)
    await expect(log(page).getByText(sent)).toHaveCount(1)
    await expect(message(page)).toHaveValue(unsent)
    // Also where it is followed again, since nothing happened.
    await linkTo(page, "You").click()
    await expect(log(page).getByText("Not sent:")).toBeVisible({ timeout: 20_000 })
    await expect(page).toHaveURL(RED)

    await context.setOffline(false)
    await expect(page).toHaveURL("/dashboard")
    await expect(notice(page)).toHaveText("")
    await linkTo(page, "Red team").click()
    await expect(message(page)).toHaveValue(unsent)
    await page.getByRole("button", { name: "Try again" }).click()
    await expect(log(page).getByText("Not sent:")).toHaveCount(0)
    await page.reload()
    await expect(log(page).getByText(sent)).toHaveCount(1)
  })
}

test("a page that renews itself stays without a connection, and asks once when there is one again", async ({
  person,
  allowConsole,
}) => {
  allowConsole(/ERR_INTERNET_DISCONNECTED/)
  const { page, context } = await person("ada", "/dashboard/admin/connections")
  await expect(page.getByRole("status", { name: "Connection" })).toHaveText("Live")
  const renewals: string[] = []
  const looks: string[] = []
  page.on("request", (request) => {
    if (!("rsc" in request.headers())) return
    const asked = request.method() === "HEAD" ? looks : renewals
    asked.push(request.url())
  })
  await context.setOffline(true)
  await expect(notice(page)).toContainText("No connection")
  const before = renewals.length
  // Next looks for a connection at last every 3 s, as often as the page renews itself.
  await expect.poll(() => looks.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(5)
  expect(renewals.length - before, "it does not ask in vain").toBeLessThanOrEqual(1)
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connections")
  await context.setOffline(false)
  await expect(notice(page)).toHaveText("")
  await expect.poll(() => renewals.length, { timeout: 10_000 }).toBeGreaterThan(before)
})
