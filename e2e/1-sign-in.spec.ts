/** Step 1 of the walk: who somebody is, and which pages that opens. */

import { demoPassword, people } from "./fixtures/people"
import { expect, test } from "./fixtures/test"

test("the first page says what this is and leads to signing in", async ({ page }) => {
  await page.goto("/")
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
  await page
    .getByRole("link", { name: /sign in/i })
    .first()
    .click()
  await expect(page).toHaveURL(/\/sign-in/)
})

test("M-16 a visitor who is not signed in is sent to sign in, and then to where they were going", async ({
  page,
}) => {
  await page.goto("/dashboard/team/red")
  await expect(page).toHaveURL(/\/sign-in/)
  await page.getByRole("button", { name: "Sign in as Ben Castillo", exact: true }).click()
  await expect(page).toHaveURL(/\/dashboard\/team\/red$/)
})

test("R-16 a password signs in, a wrong one and an unknown address are refused alike", async ({
  page,
  allowConsole,
}) => {
  allowConsole(/401/)
  await page.goto("/sign-in")
  const refused: string[] = []
  for (const [email, password] of [
    [people.ben.email, "not-the-password"],
    ["nobody@grantway.example", demoPassword],
  ]) {
    await page.getByLabel("Email").fill(email ?? "")
    await page.getByLabel("Password").fill(password ?? "")
    const answered = page.waitForResponse(/\/api\/auth\/callback\/credentials/)
    await page.getByRole("button", { name: "Sign in", exact: true }).click()
    await answered
    await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeEnabled()
    const alert = page.getByRole("alert").filter({ hasText: /./ })
    await expect(alert).toBeVisible()
    refused.push((await alert.textContent()) ?? "")
  }
  expect(refused[0]).toBe(refused[1])
  await page.getByLabel("Email").fill(people.ben.email)
  await page.getByLabel("Password").fill(demoPassword)
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
  await expect(page).toHaveURL(/\/dashboard$/)
})

test("whoever is no admin gets a 403 page, also where middleware.ts says nothing", async ({
  person,
  allowConsole,
}) => {
  allowConsole(/403/)
  const ben = await person("ben")
  const answer = await ben.page.goto("/dashboard/admin")
  expect(answer?.status()).toBe(403)
  await expect(ben.page.getByRole("heading", { name: "This was not granted to you" })).toBeVisible()
  await expect(ben.page.getByRole("link", { name: "Admin" })).toHaveCount(0)
  const other = await ben.page.goto("/dashboard/team/blue")
  expect(other?.status()).toBe(403)
})

test("an admin has the admin page", async ({ page, signIn }) => {
  await signIn("ada")
  await page.getByRole("link", { name: "Admin" }).click()
  await expect(page.getByRole("heading", { name: "Admin", exact: true })).toBeVisible()
})

test("signing out ends the session", async ({ page, signIn, allowConsole }) => {
  // A page that is still opening its stream when the session ends is told so.
  allowConsole(/401/)
  await signIn("ben")
  await page.getByRole("button", { name: "Sign out" }).click()
  await expect(page).toHaveURL(/\/$/)
  expect((await page.request.post("/api/channels/authenticate")).status()).toBe(401)
  await page.goto("/dashboard")
  await expect(page).toHaveURL(/\/sign-in/)
})

test("an address of another site to go to after signing in is not followed", async ({
  page,
  allowConsole,
}) => {
  // The dashboard of the round before may still be asking for its token when its cookies go.
  allowConsole(/401/)
  for (const target of [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
  ]) {
    await page.context().clearCookies()
    const answer = await page.goto(`/sign-in?callbackUrl=${encodeURIComponent(target)}`)
    expect(answer?.status(), target).toBe(200)
    await page.getByRole("button", { name: "Sign in as Ben Castillo", exact: true }).click()
    await expect(page, target).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/dashboard$/)
  }
})

for (const [id, sentence] of [
  ["sam", "Account suspended"],
  ["una", "Verify your email"],
] as const) {
  test(`M-18 M-23 ${people[id].name} gets in, and is told why no channel opens: ${sentence}`, async ({
    page,
    signIn,
    allowConsole,
  }) => {
    allowConsole(/403/)
    await signIn(id)
    await expect(page.getByRole("status", { name: "Connection" })).toHaveText(`Refused: ${sentence}`)
    await expect(page.getByRole("heading", { name: sentence })).toBeVisible()
  })
}
