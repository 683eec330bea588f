/** Every page, opened once: no serious finding of axe and nothing that scrolls sideways, wide and light, narrow and dark. */
import type { Page } from "@playwright/test"
import { expectAccessibleInEachLook } from "./fixtures/accessible"
import type { PersonId } from "./fixtures/people"
import { expect, test } from "./fixtures/test"

const forEverybody = ["/", "/sign-in", "/docs", "/docs/patterns", "/docs/errors", "/no-such-page"]

test("pages for everybody are accessible", async ({ page, allowConsole }) => {
  allowConsole(/404/)
  test.slow()
  for (const path of forEverybody) {
    await page.goto(path)
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
    await expectAccessibleInEachLook(page)
  }
})

test("a refused sign-in is accessible, and says so where one looks", async ({ page, allowConsole }) => {
  allowConsole(/401/)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto("/sign-in")
  await page.getByLabel("Email").fill("ben@grantway.example")
  await page.getByLabel("Password").fill("not-the-password")
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
  const refusal = page.getByRole("alert").filter({ hasText: "do not belong together" })
  await expect(refusal).toBeInViewport({ ratio: 1 })
  await expectAccessibleInEachLook(page)
})

/** A page, who opens it, and what unfolds there before it is looked at. */
type Sight = { path: string; by: PersonId; unfold?: (page: Page) => Promise<void> }

const sights: readonly Sight[] = [
  { path: "/dashboard", by: "ada" },
  { path: "/dashboard/attacks", by: "ben" },
  { path: "/dashboard/inspector?as=ben&channel=team.*.chat&id=red-eu", by: "ada", unfold: seeToken },
  { path: "/dashboard/team/red", by: "ada", unfold: unfoldPeople },
  { path: "/dashboard/admin", by: "ada", unfold: unfoldTable },
  { path: "/dashboard/admin/people", by: "ada" },
  { path: "/dashboard/admin/connections", by: "ada", unfold: seeConnection },
]

for (const { path, by, unfold } of sights) {
  test(`${path} is accessible`, async ({ person }) => {
    const { page } = await person(by, path)
    await expect(page.getByRole("status", { name: "Connection" })).toHaveText("Live")
    await unfold?.(page)
    await expectAccessibleInEachLook(page)
  })
}

test("the page of a refusal is accessible", async ({ person, allowConsole }) => {
  allowConsole(/403/)
  const { page } = await person("ada", "/dashboard/team/no-such-team")
  await expect(page.getByRole("heading", { name: "This was not granted to you" })).toBeVisible()
  await expectAccessibleInEachLook(page)
})

async function seeToken(page: Page): Promise<void> {
  await expect(page.getByRole("timer")).toHaveText(/min/)
}

async function unfoldPeople(page: Page): Promise<void> {
  await page.locator("summary", { hasText: /of \d+ online/ }).focus()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("list", { name: "Everybody in this team" })).toBeVisible()
}

/** A chart is there with its first sample, after five seconds. */
async function unfoldTable(page: Page): Promise<void> {
  const messages = page.getByRole("region", { name: "Messages per second", exact: true })
  await messages.locator("summary").focus({ timeout: 20_000 })
  await page.keyboard.press("Enter")
  await expect(messages.getByRole("table")).toBeVisible()
}

async function seeConnection(page: Page): Promise<void> {
  await expect(page.getByRole("row").nth(1)).toBeVisible()
}
