/** The documentation as the app serves it: for people, and for programs. */
import { expect, test } from "./fixtures/test"

test("U1-1 the index for programs lists every page as Markdown, and each is there", async ({ request }) => {
  const index = await request.get("/llms.txt")
  expect(index.headers()["content-type"]).toContain("text/plain")
  const addresses = [...(await index.text()).matchAll(/\((?:https?:\/\/[^/)]+)?(\/docs\/[^)]+\.md)\)/g)].map(
    ([, path]) => path ?? "",
  )
  expect(addresses.length).toBeGreaterThan(15)
  for (const address of addresses) {
    const page = await request.get(address)
    expect(page.status(), address).toBe(200)
    expect(page.headers()["content-type"], address).toContain("text/markdown")
    expect(await page.text(), address).toMatch(/^# /)
  }
})

test("U1-10 patterns are collapsible samples, titled with the file they belong to, with a button to copy", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"])
  await page.goto("/docs/patterns")
  const samples = page.locator("article details")
  expect(await samples.count()).toBeGreaterThanOrEqual(8)
  const first = samples.first()
  await first.locator("summary").click()
  await expect(first.getByText(/lib\/.*\.ts/).first()).toBeVisible()
  await first.getByRole("button", { name: /copy/i }).first().click()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied.trim()).toBe((await first.locator("pre code").first().textContent())?.trim())
})

test("the address in a refusal's `type` leads to its explanation", async ({ page, request }) => {
  const { type } = await (await request.get("/api/realtime?channel=team.red.chat")).json()
  await page.goto(type)
  await expect(page.locator(`[id="${type.split("#")[1]}"]`)).toBeVisible()
})

test("a page that does not exist is not found, and no path leads out of the documentation", async ({
  page,
  request,
  allowConsole,
}) => {
  allowConsole(/404/)
  expect((await page.goto("/docs/no-such-page"))?.status()).toBe(404)
  for (const path of [
    "/docs/..%2fpackage.json",
    "/docs/..%2f..%2fetc%2fpasswd.md",
    "/markdown/..%2fpackage.json",
  ]) {
    expect((await request.get(path)).status(), path).toBeGreaterThanOrEqual(400)
  }
})
