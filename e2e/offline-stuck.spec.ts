/** Where the server answers, but not the requests that Next makes for a link: the link opens in full, and nothing storms. */
import { setTimeout as wait } from "node:timers/promises"
import type { Page, Request } from "@playwright/test"
import { log, unique } from "./fixtures/chat"
import { expect, test } from "./fixtures/test"

const RED = "/dashboard/team/red"
const ATTACKS = "/dashboard/attacks"
const notice = (page: Page) => page.getByRole("status", { name: "Network" })
const message = (page: Page) => page.getByLabel("Message")
const linkTo = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name, exact: true })
const isRsc = (request: Request) => "rsc" in request.headers()
const isLive = (page: Page) => expect(page.getByRole("status", { name: "Connection" })).toHaveText("Live")

test.beforeEach(({ allowConsole }) => allowConsole(/net::ERR_(FAILED|TIMED_OUT)/))

test("a link whose own requests always fail is opened in full within seconds", async ({ person }) => {
  const { page, context } = await person("ben", RED)
  await isLive(page)
  const text = unique("half a sentence")
  await message(page).fill(text)
  await context.route(`**${ATTACKS}**`, (route) =>
    isRsc(route.request()) && route.request().method() === "GET" ? route.abort("failed") : route.continue(),
  )
  await linkTo(page, "Attacks").click()
  // Until then Next asks as fast as it is answered.
  await expect(page).toHaveURL(ATTACKS, { timeout: 6_000 })
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
  await page.goto(RED)
  await expect(message(page)).toHaveValue(text)
})

/**
 * A proxy whose session is over leads each request to its own page to sign in, of another origin. A page may not follow it
 * there: what Next asks fails.
 */
async function leadToSignIn(page: Page, path: string): Promise<void> {
  await page.context().route(path, (route) => {
    if (route.request().isNavigationRequest())
      return route.fulfill({ contentType: "text/html", body: "<h1>Sign in to the network</h1>" })
    if (isRsc(route.request())) return route.abort("failed")
    return route.fulfill({ status: 302, headers: { location: "https://sso.example/login" } })
  })
}

test("behind a proxy that leads to its own page to sign in, a link shows that page", async ({ person }) => {
  const { page } = await person("ben")
  await isLive(page)
  await leadToSignIn(page, "**/dashboard**")
  await linkTo(page, "Attacks").click()
  await expect(page.getByRole("heading", { name: "Sign in to the network" })).toBeVisible({ timeout: 20_000 })
  await expect(page).toHaveURL(ATTACKS)
})

test("a page that cannot renew itself behind such a proxy stays, says so, and is loaded when the person wants", async ({
  person,
}) => {
  const { page } = await person("ada", "/dashboard/admin/connections")
  await isLive(page)
  await leadToSignIn(page, "**/dashboard/**")
  await expect(notice(page)).toContainText("This page cannot be renewed", { timeout: 20_000 })
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connections")
  await page.getByRole("button", { name: "Load now" }).click()
  await expect(page.getByRole("heading", { name: "Sign in to the network" })).toBeVisible()
})

test("without a connection the button loads nothing, and says so", async ({ person }) => {
  const { page, context } = await person("ben", RED)
  await isLive(page)
  const text = unique("half a sentence")
  await message(page).fill(text)
  await context.setOffline(true)
  await expect(notice(page)).toContainText("No connection")
  await page.getByRole("button", { name: "Load now" }).click()
  await expect(page.getByRole("button", { name: "No answer. Try again" })).toBeVisible()
  await expect(message(page)).toHaveValue(text)
  await context.setOffline(false)
  await expect(notice(page)).toHaveText("")
  await expect(log(page)).toBeVisible()
})

test("a load that led nowhere can be asked for again", async ({ person }) => {
  const { page } = await person("ada", "/dashboard/admin/connections")
  await isLive(page)
  let loads = 0
  await page.context().route("**/dashboard/**", (route) => {
    if (isRsc(route.request())) return route.abort("failed")
    // A page without content: the browser stays where it is.
    if (route.request().isNavigationRequest()) loads += 1
    return route.fulfill({ status: 204 })
  })
  await expect(notice(page)).toContainText("This page cannot be renewed", { timeout: 20_000 })
  await page.getByRole("button", { name: "Load now" }).click()
  await expect.poll(() => loads).toBe(1)
  await page.getByRole("button", { name: "Load now" }).click({ timeout: 15_000 })
  await expect.poll(() => loads).toBe(2)
})

test("a network that swallows what it is sent is said to be none, all the time that it does", async ({
  person,
}) => {
  const { page, context } = await person("ben", RED)
  await isLive(page)
  await context.route("**/*", async (route) => {
    await wait(4_000)
    await route.abort("timedout").catch(() => undefined)
  })
  await linkTo(page, "You").click()
  await expect(notice(page)).toContainText("No connection", { timeout: 10_000 })
  const shown = await page.evaluate(async () => {
    const texts = new Set<string>()
    for (let look = 0; look < 100; look += 1) {
      texts.add(document.querySelector("[aria-label=Network]")?.textContent?.slice(0, 13) ?? "")
      await new Promise((next) => setTimeout(next, 100))
    }
    return [...texts]
  })
  expect(shown).toEqual(["No connection"])
})
