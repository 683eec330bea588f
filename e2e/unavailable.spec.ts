/** A server whose Redis is away: pages say so, and offer to try again. */
import { randomBytes } from "node:crypto"
import { startEmbeddedUpstash } from "../lib/embedded-upstash/start"
import { startOwnServer } from "./attacks/own-server"
import { signInOn } from "./fixtures/sign-in"
import { expect, test } from "./fixtures/test"

test("with its Redis away a page says that it is not available just now, and shows nothing else", async ({
  person,
  allowConsole,
}) => {
  // 441 is React's word for a failure on the server.
  allowConsole(/status of 500|React error #441/)
  const server = startOwnServer(21, {
    UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9",
    UPSTASH_REDIS_REST_TOKEN: "somebody-else-answers-here",
    ALLOW_EMBEDDED_REDIS: "off",
  })
  try {
    expect(await server.started).toBe(undefined)
    // Cookies know no ports, and both servers have the same keys: this is Ben to either of them.
    const { page } = await person("ben", "/docs")
    for (const path of ["/dashboard", "/dashboard/team/red"]) {
      const answer = await page.goto(server.url + path)
      expect(answer?.status(), path).toBe(500)
      await expect(page.getByRole("heading", { name: "Not available just now" }), path).toBeVisible()
      await expect(page.getByRole("navigation", { name: "Dashboard" }), path).toHaveCount(0)
    }
    const answered = page.waitForResponse(/\/dashboard\/team\/red/)
    await page.getByRole("button", { name: "Try again" }).click()
    await answered
    await expect(page.getByRole("heading", { name: "Not available just now" })).toBeVisible()
    // Before its server goes, which the page would complain about.
    await page.close()
  } finally {
    await server.stop()
  }
})

test("S-2 a sign-out that the server could not do is not shown as one", async ({ browser, allowConsole }) => {
  test.slow()
  // The page's own requests fail, too.
  allowConsole(/status of 50[03]|Failed to load resource|React error/)
  const token = randomBytes(32).toString("base64url")
  const upstash = await startEmbeddedUpstash({ token })
  const server = startOwnServer(22, {
    ...{ UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: token, ALLOW_EMBEDDED_REDIS: "off" },
  })
  const context = await browser.newContext({ baseURL: server.url })
  try {
    expect(await server.started).toBe(undefined)
    const page = await context.newPage()
    await signInOn(page, "ben")
    await expect(page.getByRole("status", { name: "Connection" })).toHaveText(/Live/)
    await upstash.close()
    await page.getByRole("button", { name: "Sign out" }).click()
    await expect(page.getByText("You are still signed in")).toBeVisible()
    await expect(page).toHaveURL(/\/dashboard$/)
  } finally {
    await context.close()
    await server.stop()
  }
})
