/** A page that was opened at another address than the one that the app is set up with. */
import { e2eAddress } from "../scripts/e2e-environment"
import { startOwnServer } from "./attacks/own-server"
import { expect, test } from "./fixtures/test"

const OFFSET = 8
const ADDRESS = `http://localhost:${e2eAddress().port + OFFSET}`

test("a dashboard at another address says why no channel opens, and which address is the right one", async ({
  person,
  allowConsole,
}) => {
  allowConsole(/403 .* @ .*\/api\//)
  const server = startOwnServer(OFFSET, { NEXTAUTH_URL: ADDRESS })
  try {
    expect(await server.started).toBe(undefined)
    // Cookies know no ports, and both servers have the same keys: this is Ben to either of them.
    const { page } = await person("ben", "/docs")
    await page.goto(`${server.url}/dashboard`)
    const sentence = `This request did not come from a page of ${ADDRESS}`
    await expect(page.getByRole("status", { name: "Connection" })).toHaveText(`Refused: ${sentence}`)
    await expect(page.getByRole("heading", { name: sentence })).toBeVisible()
    await expect(page.getByText("is not the one that the app is set up with")).toBeVisible()
    await page.goto(`${server.url}/sign-in?callbackUrl=%2Fdocs`)
    const link = page.getByRole("alert").getByRole("link", { name: ADDRESS })
    await expect(link).toHaveAttribute("href", `${ADDRESS}/sign-in?callbackUrl=%2Fdocs`)
    // Before its server goes, which the page would complain about.
    await page.close()
  } finally {
    await server.stop()
  }
})
