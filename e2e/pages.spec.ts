/** Every page: no serious finding of axe, in light and dark, wide and narrow, and nothing that scrolls sideways. */
import AxeBuilder from "@axe-core/playwright"
import type { Page } from "@playwright/test"
import { expect, test } from "./fixtures/test"

const looks = [
  { title: "wide and light", viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { title: "narrow and dark", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const

async function inspect(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical")
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(" ")}`)).toEqual([])
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow, "pixels that scroll sideways").toBeLessThanOrEqual(0)
}

for (const { title, viewport, colorScheme } of looks) {
  test(`pages for everybody are accessible, ${title}`, async ({ page, allowConsole }) => {
    allowConsole(/404/)
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme })
    for (const path of ["/", "/sign-in", "/docs", "/docs/patterns", "/docs/errors", "/no-such-page"]) {
      await page.goto(path)
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
      await inspect(page)
    }
  })

  // One test a page: axe takes long over the admin's table on a busy machine.
  for (const path of ["/dashboard", "/dashboard/team/red", "/dashboard/admin"]) {
    test(`${path} is accessible, ${title}`, async ({ person }) => {
      const { page } = await person("ada", path, { viewport, colorScheme })
      await expect(page.getByRole("status", { name: "Connection" })).toHaveText("Live")
      await inspect(page)
    })
  }

  test(`the page of a refusal is accessible, ${title}`, async ({ person, allowConsole }) => {
    allowConsole(/403/)
    const { page } = await person("ada", "/dashboard/team/no-such-team", { viewport, colorScheme })
    await expect(page.getByRole("heading", { name: "This was not granted to you" })).toBeVisible()
    await inspect(page)
  })
}

test("browsers find the icon also where a page names none", async ({ request }) => {
  const answer = await request.get("/favicon.ico")
  expect([answer.status(), answer.headers()["content-type"]]).toEqual([200, "image/svg+xml"])
})

test("by keyboard alone: sign in, open the team, send a message, sign out", async ({
  page,
  allowConsole,
}) => {
  allowConsole(/401/)
  await page.goto("/sign-in")
  await page.getByRole("button", { name: "Sign in as Bea Lindqvist", exact: true }).focus()
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(/\/dashboard$/)
  await page.getByRole("link", { name: /^Red team/ }).focus()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("heading", { name: "Red team" })).toBeVisible()
  await expect(page.getByRole("status", { name: "Connection" })).toHaveText("Live")
  await page.getByLabel("Message").focus()
  const text = `by keyboard ${Date.now()}`
  await page.keyboard.type(text)
  await page.keyboard.press("Enter")
  await expect(page.getByRole("log").getByText(text)).toBeVisible()
  await page.getByRole("button", { name: "Sign out" }).focus()
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(/\/$/)
})
