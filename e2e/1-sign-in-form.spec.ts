/** What the forms to sign in keep and say: before the scripts are there, after a refusal, and until the next page is. */
import type { Page } from "@playwright/test"
import { expectAccessible } from "./fixtures/accessible"
import { demoPassword, people } from "./fixtures/people"
import { expect, test } from "./fixtures/test"

const TEAM_PAGE = "/dashboard/team/red"
const SIGN_IN_PAGE = `/sign-in?callbackUrl=${encodeURIComponent(TEAM_PAGE)}`
const SCRIPTS = /\/_next\/static\/.+\.js/

const email = (page: Page) => page.getByLabel("Email")
const password = (page: Page) => page.getByLabel("Password")
const submit = (page: Page) => page.getByRole("button", { name: "Sign in", exact: true })
const alerts = (page: Page) => page.getByRole("alert").filter({ hasText: /./ })

/** Opens a page whose scripts arrive when they are let go. */
async function openWithoutScripts(page: Page): Promise<() => void> {
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route(SCRIPTS, async (route) => {
    await held
    await route.continue()
  })
  await page.goto(SIGN_IN_PAGE, { waitUntil: "domcontentloaded" })
  return letGo
}

test("what is pressed before the scripts are there is done once they are", async ({ page }) => {
  const letGo = await openWithoutScripts(page)
  await email(page).fill(people.ben.email)
  await password(page).fill(demoPassword)
  await submit(page).click()
  await expect(page).toHaveURL(SIGN_IN_PAGE)
  letGo()
  await expect(page).toHaveURL(TEAM_PAGE)
})

test("what is typed before the scripts are there stays when they come, and when the try fails", async ({
  page,
  allowConsole,
}) => {
  allowConsole(/Failed to load resource/)
  const letGo = await openWithoutScripts(page)
  await email(page).fill(people.ben.email)
  await password(page).fill(demoPassword)
  letGo()
  await page.route(/\/api\/auth\/csrf$/, (route) => route.abort("internetdisconnected"))
  await submit(page).click()
  await expect(alerts(page)).toHaveText(/did not answer.*try again/i)
  await expect(email(page)).toHaveValue(people.ben.email)
  await expect(password(page)).toHaveValue(demoPassword)
})

test("after a wrong password the email stays, and the next password can be typed at once", async ({
  page,
  allowConsole,
}) => {
  allowConsole(/401/)
  await page.goto(SIGN_IN_PAGE)
  await email(page).fill(people.ben.email)
  await password(page).fill("not-the-password")
  await password(page).press("Enter")
  await expect(alerts(page)).toHaveText("This email and this password do not belong together.")
  await expect(email(page)).toHaveValue(people.ben.email)
  await expect(password(page)).toHaveValue("")
  await expect(password(page)).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.type(demoPassword)
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(TEAM_PAGE)
})

test("what is changed while the answer is awaited is kept", async ({ page, allowConsole }) => {
  allowConsole(/Failed to load resource/)
  let answer = () => {}
  const asked = new Promise<void>((resolve) => {
    void page.route(/\/api\/auth\/csrf$/, async (route) => {
      resolve()
      await new Promise<void>((go) => {
        answer = go
      })
      await route.abort("connectionreset")
    })
  })
  await page.goto(SIGN_IN_PAGE)
  await email(page).fill(people.ben.email)
  await password(page).fill(demoPassword)
  await submit(page).click()
  await asked
  await expect(page.getByRole("button", { name: "Signing in…" })).toBeDisabled()
  await email(page).fill(people.bea.email)
  answer()
  await expect(alerts(page)).toHaveText(/try again/i)
  await expect(email(page)).toHaveValue(people.bea.email)
})

test("of several tries the last is the one that is spoken of, whichever way it went", async ({
  page,
  allowConsole,
}) => {
  allowConsole(/Failed to load resource/)
  await page.goto(`${SIGN_IN_PAGE}&error=OAuthCallback`)
  await expect(alerts(page)).toHaveText(/GitHub did not confirm/)
  await page.route(/\/api\/auth\/csrf$/, (route) => route.abort("internetdisconnected"))
  await page.getByRole("button", { name: "Sign in as Ben Castillo", exact: true }).click()
  await expect(alerts(page)).toHaveText(/did not answer/)
  await email(page).fill(people.ben.email)
  await password(page).fill(demoPassword)
  let letGo = () => {}
  await page.route(/\/api\/auth\/csrf$/, async (route) => {
    await new Promise<void>((go) => {
      letGo = go
    })
    await route.abort("internetdisconnected")
  })
  await submit(page).click()
  await expect(page.getByRole("button", { name: "Signing in…" })).toBeDisabled()
  await expect(page.getByRole("button", { name: "Sign in as Ben Castillo", exact: true })).toBeDisabled()
  await expect(alerts(page)).toHaveCount(0)
  letGo()
  await expect(alerts(page)).toHaveText(/did not answer/)
  await expect(
    page
      .locator("form")
      .filter({ has: submit(page) })
      .getByRole("alert"),
  ).toHaveText(/did not answer/)
})

test("a sentence of a list that is longer than the screen is brought into view", async ({
  page,
  allowConsole,
}) => {
  allowConsole(/Failed to load resource/)
  await page.setViewportSize({ width: 360, height: 480 })
  await page.route(/\/api\/auth\/csrf$/, (route) => route.abort("internetdisconnected"))
  await page.goto(SIGN_IN_PAGE)
  await page
    .getByRole("button", { name: /^Sign in as / })
    .last()
    .click()
  await expect(alerts(page)).toBeInViewport({ ratio: 1 })
})

test("while the next page is not there yet, the form says that the person is signed in", async ({ page }) => {
  // With 204 the browser stays where it is, as it does while it waits.
  await page.route(TEAM_PAGE, (route) => route.fulfill({ status: 204 }))
  await page.goto(SIGN_IN_PAGE)
  await page.getByRole("button", { name: "Sign in as Ben Castillo", exact: true }).click()
  await expect(page.getByText("You are signed in. The page is being opened.")).toBeVisible()
  await expect(alerts(page)).toHaveCount(0)
  await page.unroute(TEAM_PAGE)
  await page.getByRole("link", { name: "Open it again" }).click()
  await expect(page).toHaveURL(TEAM_PAGE)
})

test("where the network goes after a sign-in, the browser's page of errors leads on once it is back", async ({
  page,
}) => {
  await page.route(TEAM_PAGE, (route) => route.abort("internetdisconnected"))
  await page.goto(SIGN_IN_PAGE)
  await page.getByRole("button", { name: "Sign in as Ben Castillo", exact: true }).click()
  await expect(page).toHaveURL(/^chrome-error:/)
  await page.unroute(TEAM_PAGE)
  await page.reload()
  await expect(page).toHaveURL(TEAM_PAGE)
  await expect(page.getByRole("banner").getByText("Ben Castillo", { exact: true })).toBeVisible()
})

for (const error of ["undefined", "null", "Configuration", "Callback", "OAuthCallback", "toString", "x y"]) {
  test(`what led back with error “${error}” is a sentence, and the way to go on is kept`, async ({
    page,
  }) => {
    await page.goto(`${SIGN_IN_PAGE}&error=${encodeURIComponent(error)}`)
    await expect(alerts(page)).toHaveText(/^[A-Z][\w ,]+\. Try again( in a moment)?\.$/)
    await page.getByRole("button", { name: "Sign in as Ben Castillo", exact: true }).click()
    await expect(page).toHaveURL(TEAM_PAGE)
  })
}
