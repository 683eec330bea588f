/**
 * Signing in and out on a bad network: each of the four ways, each of its requests, each way to fail. The page stays, what
 * was typed stays, one sentence says what happened, and the next try works.
 */
import type { Page } from "@playwright/test"
import { e2eAddress } from "../scripts/e2e-environment"
import { type OwnServer, startOwnServer } from "./attacks/own-server"
import { loseAnswer, networkFaults, whileFailing } from "./fixtures/network-faults"
import { demoPassword, people } from "./fixtures/people"
import { letIn } from "./fixtures/sign-in"
import { expect, test } from "./fixtures/test"

// A server of its own: that of the other tests has no sign-in with GitHub.
const OFFSET = 6
test.use({ baseURL: `http://127.0.0.1:${e2eAddress().port + OFFSET}` })

let server: OwnServer
test.beforeAll(async () => {
  server = startOwnServer(OFFSET, { GITHUB_ID: "Iv1.8a61f9b3", GITHUB_SECRET: "8a61f9b3a7" })
  expect(await server.started).toBe(undefined)
})
test.afterAll(() => server.stop())
test.beforeEach(({ allowConsole }) => {
  allowConsole(/Failed to load resource/)
  // The redirect of a portal is one that the page does not follow.
  allowConsole(/portal\.invalid/)
})

const CSRF = /\/api\/auth\/csrf$/
const TEAM_PAGE = "/dashboard/team/red"
const SIGN_IN_PAGE = `/sign-in?callbackUrl=${encodeURIComponent(TEAM_PAGE)}`
const TRY_AGAIN = /try again/i
const CLAIMS = /undefined|null|do not belong together|not checked/

interface Way {
  readonly name: string
  /** The request that does it; the one for the CSRF token comes before. */
  readonly post: RegExp
  /** Opens the page and types what there is to type. */
  readonly open: (page: Page) => Promise<void>
  readonly press: (page: Page) => Promise<void>
  /** That everything is as it was before, and a sentence says what failed. */
  readonly expectUnchanged: (page: Page, failed: "csrf" | "post") => Promise<void>
  readonly expectDone: (page: Page) => Promise<void>
}

async function openSignIn(page: Page): Promise<void> {
  await page.goto(SIGN_IN_PAGE)
  await page.getByLabel("Email").fill(people.ben.email)
  await page.getByLabel("Password").fill(demoPassword)
}

async function expectSignInPage(page: Page): Promise<void> {
  const alert = page.getByRole("alert").filter({ hasText: /./ })
  await expect(alert).toHaveCount(1)
  await expect(alert).toHaveText(TRY_AGAIN)
  await expect(alert).not.toHaveText(CLAIMS)
  await expect(alert).toBeInViewport()
  await expect(page).toHaveURL(SIGN_IN_PAGE)
  await expect(page.getByLabel("Email")).toHaveValue(people.ben.email)
  await expect(page.getByLabel("Password")).toHaveValue(demoPassword)
  const { user } = await (await page.request.get("/api/auth/session")).json()
  expect(user, "nobody is signed in").toBeUndefined()
}

const expectTeamPage = (page: Page) => expect(page).toHaveURL(TEAM_PAGE)

const DRAFT = "Not sent yet"
const toasts = (page: Page) => page.getByRole("region", { name: "Just arrived" }).getByRole("listitem")

const ways: readonly Way[] = [
  {
    name: "a password",
    post: /\/api\/auth\/callback\/credentials$/,
    open: openSignIn,
    press: (page) => page.getByRole("button", { name: "Sign in", exact: true }).click(),
    expectUnchanged: expectSignInPage,
    expectDone: expectTeamPage,
  },
  {
    name: "one click",
    post: /\/api\/auth\/callback\/credentials$/,
    open: openSignIn,
    press: (page) => page.getByRole("button", { name: "Sign in as Ben Castillo", exact: true }).click(),
    expectUnchanged: expectSignInPage,
    expectDone: expectTeamPage,
  },
  {
    name: "GitHub",
    post: /\/api\/auth\/signin\/github$/,
    async open(page) {
      await page.route("https://github.com/**", (route) => route.fulfill({ body: "GitHub" }))
      await openSignIn(page)
    },
    press: (page) => page.getByRole("button", { name: "Continue with GitHub" }).click(),
    expectUnchanged: expectSignInPage,
    async expectDone(page) {
      await expect(page).toHaveURL(/^https:\/\/github\.com\/login\/oauth\/authorize\?/)
      const cookies = await page.context().cookies(server.url)
      const wayBack = cookies.find(({ name }) => name === "next-auth.callback-url")
      expect(decodeURIComponent(wayBack?.value ?? "")).toBe(server.url + TEAM_PAGE)
    },
  },
  {
    name: "signing out",
    post: /\/api\/auth\/signout$/,
    async open(page) {
      await letIn(page.request, "ben")
      await page.goto(TEAM_PAGE)
      await page.getByLabel("Message", { exact: true }).fill(DRAFT)
    },
    press: (page) => page.getByRole("button", { name: "Sign out" }).click(),
    async expectUnchanged(page, failed) {
      await expect(page.getByRole("button", { name: "Sign out" })).toBeEnabled()
      const title = failed === "csrf" ? "You are still signed in" : "You may still be signed in"
      await expect(toasts(page).filter({ hasText: title })).toHaveCount(1)
      await expect(toasts(page).filter({ hasText: title })).toHaveText(TRY_AGAIN)
      await expect(page).toHaveURL(TEAM_PAGE)
      await expect(page.getByLabel("Message", { exact: true })).toHaveValue(DRAFT)
    },
    async expectDone(page) {
      await expect(page).toHaveURL("/")
      const { user } = await (await page.request.get("/api/auth/session")).json()
      expect(user, "nobody is signed in").toBeUndefined()
    },
  },
]

for (const way of ways) {
  for (const failed of ["csrf", "post"] as const) {
    test(`fault 34: ${way.name}: however its request “${failed}” fails, the page stays, says so, and can try again`, async ({
      page,
    }) => {
      const url = failed === "csrf" ? CSRF : way.post
      await page.clock.install()
      await way.open(page)
      await page.evaluate(() => Reflect.set(window, "isTheSamePage", true))
      for (const fault of networkFaults) {
        await test.step(fault.name, async () => {
          await whileFailing(page, url, fault, () => way.press(page))
          await way.expectUnchanged(page, failed)
          expect(await page.evaluate(() => Reflect.get(window, "isTheSamePage"))).toBe(true)
          await page.unroute(url)
        })
      }
      await way.press(page)
      await way.expectDone(page)
    })
  }
}

for (const way of ways.filter(({ name }) => name !== "GitHub")) {
  test(`fault 34: ${way.name}: done, with the answer lost, is not told as done nor as not done, and can be tried again`, async ({
    page,
  }) => {
    await page.clock.install()
    await way.open(page)
    await whileFailing(page, way.post, { happen: loseAnswer }, () => way.press(page))
    const said = page
      .getByRole(way.name === "signing out" ? "listitem" : "alert")
      .filter({ hasText: TRY_AGAIN })
    await expect(said).toHaveCount(1)
    await expect(said).not.toHaveText(CLAIMS)
    await expect(said).not.toHaveText(/are (still )?signed/)
    await page.unroute(way.post)
    await way.press(page)
    await way.expectDone(page)
  })
}
