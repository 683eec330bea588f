/** Makes the picture of the README: two people of one team, side by side. Run by `npm run screenshot`. */
import { expect, test } from "./fixtures/test"

const WIDTH = 800
const HEIGHT = 680

test("the picture of the README", async ({ person, browser }) => {
  const [ben, bea] = [await person("ben"), await person("bea")]
  for (const { page } of [ben, bea]) {
    await page.setViewportSize({ width: WIDTH, height: HEIGHT })
    await page.goto("/dashboard/team/red")
    await expect(page.getByRole("status", { name: "Connection" })).toHaveText("Live")
  }
  const conversation = [
    [ben, "Morning! Is the release out?"],
    [bea, "Two checks left. I will say here when it is."],
    [bea, "The migration ran without a hitch, by the way."],
    [ben, "Good. I will write the announcement meanwhile."],
  ] as const
  for (const [{ page }, text] of conversation) {
    await page.getByLabel("Message").fill(text)
    await page.getByLabel("Message").press("Enter")
    for (const reader of [ben, bea]) await expect(reader.page.getByRole("log").getByText(text)).toBeVisible()
  }
  const pictures = await Promise.all([ben, bea].map(({ page }) => page.screenshot()))
  const sources = pictures.map((picture) => `data:image/png;base64,${picture.toString("base64")}`)
  const sheet = await browser.newPage({ viewport: { width: 2 * WIDTH + 72, height: HEIGHT + 48 } })
  await sheet.setContent(
    `<body style="margin:24px;display:flex;gap:24px;background:#dfe3dd">${sources
      .map((source) => `<img src="${source}" style="border-radius:8px" width="${WIDTH}" height="${HEIGHT}">`)
      .join("")}</body>`,
  )
  await sheet.screenshot({ path: "docs/screenshot.png" })
  await sheet.close()
})
