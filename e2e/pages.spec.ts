/** What holds for the pages as a whole. */
import { expect, test } from "./fixtures/test"

test("browsers find the icon also where a page names none", async ({ request }) => {
  const answer = await request.get("/favicon.ico")
  expect([answer.status(), answer.headers()["content-type"]]).toEqual([200, "image/svg+xml"])
})

test("by keyboard alone: sign in, open the team, send a message, sign out", async ({
  page,
  allowConsole,
}) => {
  allowConsole(/401/)
  await page.goto("/sign-in")
  await page.getByRole("button", { name: "Sign in as Bea Lindqvist", exact: true }).focus()
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(/\/dashboard$/)
  await page.getByRole("link", { name: /^Red team/ }).focus()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("heading", { name: "Red team" })).toBeVisible()
  await expect(page.getByRole("status", { name: "Connection" })).toHaveText("Live")
  await page.getByLabel("Message").focus()
  const text = `by keyboard ${Date.now()}`
  await page.keyboard.type(text)
  await page.keyboard.press("Enter")
  await expect(page.getByRole("log").getByText(text)).toBeVisible()
  await page.getByRole("button", { name: "Sign out" }).focus()
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(/\/$/)
})
