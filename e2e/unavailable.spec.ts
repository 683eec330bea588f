/** A server whose Redis is away: pages say so, and offer to try again. */
import { randomBytes } from "node:crypto"
import { Redis as PlainRedis } from "ioredis"
import { startEmbeddedUpstash } from "../lib/embedded-upstash/start"
import { startRedis } from "../tests/integration/upstash-servers"
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

test("S-2 a sign-out that the server could not do says that the person is still signed in, and they are", async ({
  browser,
  allowConsole,
}) => {
  test.slow()
  // The page's own requests fail, too.
  allowConsole(/status of 50[03]|Failed to load resource|React error/)
  const redis = await startRedis()
  const plain = new PlainRedis(redis.url)
  const token = randomBytes(32).toString("base64url")
  const upstash = await startEmbeddedUpstash({ token, redisUrl: redis.url })
  const server = startOwnServer(22, {
    ...{ UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: token, ALLOW_EMBEDDED_REDIS: "off" },
  })
  const context = await browser.newContext({ baseURL: server.url })
  const signedIn = async () => (await (await context.request.get("/api/auth/session")).json()).user
  try {
    expect(await server.started).toBe(undefined)
    const page = await context.newPage()
    await signInOn(page, "ben")
    await page.goto("/dashboard/team/red")
    await expect(page.getByRole("status", { name: "Connection" })).toHaveText(/Live/)
    await page.getByLabel("Message", { exact: true }).fill("not sent yet")
    await plain.config("SET", "maxmemory", "1")
    await page.getByRole("button", { name: "Sign out" }).click()
    const said = page.getByRole("listitem").filter({ hasText: "You are still signed in" })
    await expect(said).toHaveText(/Not available just now\. Try again in a moment\./)
    await expect(page).toHaveURL("/dashboard/team/red")
    await expect(page.getByLabel("Message", { exact: true })).toHaveValue("not sent yet")
    await plain.config("SET", "maxmemory", "0")
    expect(await signedIn()).toMatchObject({ id: "ben" })
    await page.reload()
    await expect(page.getByRole("banner").getByText("Ben Castillo", { exact: true })).toBeVisible()
    await page.getByRole("button", { name: "Sign out" }).click()
    await expect(page).toHaveURL("/")
    expect(await signedIn()).toBeUndefined()
  } finally {
    await context.close()
    await server.stop()
    await upstash.close()
    plain.disconnect()
    await redis.stop()
  }
})
