/** A server whose Redis is away: pages say so, and offer to try again. */
import { startOwnServer } from "./attacks/own-server"
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
