/** Addresses that lead nowhere: each is answered within the frame of where one is, and leads back. */
import { expectAccessibleInEachLook } from "./fixtures/accessible"
import { expect, test } from "./fixtures/test"

const nothing = { level: 1, name: "There is nothing at this address" } as const

test("an address that is no page has the frame and the brand of the site, and leads home", async ({
  page,
  allowConsole,
}) => {
  allowConsole(/404/)
  for (const path of ["/no-such-page", "/docs/no-such-page"]) {
    expect((await page.goto(path))?.status(), path).toBe(404)
    await expect(page).toHaveTitle(/^Not found · Grantway/)
    await expect(page.getByRole("main").getByRole("heading", nothing)).toBeVisible()
    await expect(page.getByRole("link", { name: "Your dashboard" })).toHaveAttribute("href", "/dashboard")
    await expectAccessibleInEachLook(page)
    await page.getByRole("banner").getByRole("link", { name: "Grantway" }).click()
    await expect(page).toHaveURL("/")
  }
})

test("below the dashboard it is the dashboard's own page, with its navigation and its connection", async ({
  person,
  allowConsole,
}) => {
  allowConsole(/404/)
  const { page } = await person("ben", "/dashboard/no-such-page")
  for (const path of ["/dashboard/no-such-page", "/dashboard/admin/no-such-page", "/dashboard/team/red/no"]) {
    expect((await page.goto(path))?.status(), path).toBe(404)
    await expect(page).toHaveTitle("Not found · Grantway")
    await expect(page.getByRole("main").getByRole("heading", nothing)).toBeVisible()
    await expect(page.getByRole("status", { name: "Connection" })).toHaveText("Live")
  }
  await expectAccessibleInEachLook(page)
  await page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name: "You" }).click()
  await expect(page.getByRole("heading", { level: 1, name: "You" })).toBeVisible()
})

test("whoever is not signed in is asked to, below the dashboard, whether there is a page or not", async ({
  page,
}) => {
  await page.goto("/dashboard/no-such-page")
  await expect(page).toHaveURL("/sign-in?callbackUrl=%2Fdashboard%2Fno-such-page")
})
