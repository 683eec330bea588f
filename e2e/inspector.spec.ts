/** The inspector: what one may do and why, whatever one tries, and what an admin sees of others. */
import type { Locator, Page } from "@playwright/test"
import { expect, test } from "./fixtures/test"

/** The row of one channel; the row above it, which names the path, has no cells. */
function row(page: Page, name: string): Locator {
  const named = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) })
  return named.filter({ has: page.getByRole("cell") })
}

/** Expects these words in a row, one after the other. */
async function expectWords(page: Page, name: string, words: string): Promise<void> {
  await expect(row(page, name), name).toContainText(words, { useInnerText: true })
}

const forbidden = "refused This channel was not granted to you FORBIDDEN_CHANNEL"

test("K-17 K-18 ben sees his channels allowed, with the rule in words, and those that look like his refused", async ({
  person,
}) => {
  const { page } = await person("ben")
  await page.getByRole("link", { name: "Inspector" }).click()
  await expect(page.getByRole("heading", { level: 1, name: "Inspector" })).toBeVisible()
  await expect(
    page.getByRole("table", { name: "What Ben Castillo may do, channel by channel" }),
  ).toBeVisible()
  await expectWords(
    page,
    "notification.ben",
    "allowed your own channel refused You may read this channel, not publish to it NOT_GRANTED_PUBLISH",
  )
  await expectWords(page, "team.red.chat", "allowed member of red allowed member of red")
  await expectWords(page, "org.acme.announcements", "allowed works at acme")
  // Shortly before midnight a token ends on the next day.
  await expect(row(page, "team.red.chat").getByRole("time")).toHaveText(/^(\d\d? \w+, )?\d\d:\d\d:\d\d$/)
  for (const name of ["notification.ben2", "team.red-eu.chat", "org.acme-eu.announcements", "admin.logs"]) {
    await expectWords(page, name, `${name} ${forbidden} ${forbidden}`)
  }
})

test("any channel can be tried; a name that no channel can have is told as such", async ({ person }) => {
  const { page } = await person("ben", "/dashboard/inspector")
  const tried = page.getByRole("table", { name: "What Ben Castillo may do with the channel you tried" })
  for (const [name, code] of [
    ["team.red-eu.chat", "FORBIDDEN_CHANNEL"],
    ["team.*.chat", "INVALID_CHANNEL"],
    ["<script>alert(1)</script>", "INVALID_CHANNEL"],
  ] as const) {
    await page.getByLabel("Try a channel").fill(name)
    await page.getByRole("button", { name: "Ask the rules" }).press("Enter")
    await expect(tried.getByRole("rowheader", { name, exact: true })).toBeVisible()
    await expect(tried.getByRole("link", { name: code })).toHaveCount(3)
  }
  await page.getByLabel("Try a channel").fill("team.red.chat")
  await page.getByLabel("Try an id everywhere").fill("green")
  await page.getByRole("button", { name: "Ask the rules" }).click()
  await expect(tried.getByText("allowed")).toHaveCount(3)
  for (const name of ["notification.green", "team.green.chat", "org.green.announcements"]) {
    await expect(row(page, name).getByText("FORBIDDEN_CHANNEL")).toHaveCount(3)
  }
  // The question is the address, so that an answer can be shown to somebody.
  await expect(page).toHaveURL(/\?(?=.*channel=team\.red\.chat)(?=.*id=green)/)
})

test("the token of the tab is shown without its signature, with a countdown and every refresh", async ({
  person,
}) => {
  const { page } = await person("ben", "/dashboard/inspector")
  const panel = page.getByRole("region", { name: "Token of this tab" })
  await expect(panel.getByRole("timer")).toHaveText(/^1[45] min \d\d s$/)
  await expect(panel.getByRole("region", { name: "Header" })).toContainText('"alg": "HS256"')
  await expect(panel.getByRole("region", { name: "Claims" })).toContainText('"sub": "ben"')
  await expect(panel.getByRole("region", { name: "Claims" })).toContainText("team.red.chat")
  const refreshes = panel.getByRole("table", { name: "Tokens of this tab, newest first" }).locator("tbody tr")
  await expect(refreshes).toHaveCount(1)
  expect(await page.content(), "a token as it is sent").not.toMatch(/eyJ[\w-]{10,}/)
  // Asking again is the same page with the same connection and token.
  await page.getByLabel("Try a channel").fill("admin.logs")
  await page.getByRole("button", { name: "Ask the rules" }).click()
  await expect(page.getByRole("heading", { name: "The channel you tried" })).toBeVisible()
  await expect(refreshes).toHaveCount(1)
})

test("an admin sees what another of their organisation may do; nobody else sees anything of others", async ({
  person,
  allowConsole,
}) => {
  allowConsole(/403/)
  const ada = await person("ada", "/dashboard/inspector")
  await ada.page.getByLabel("Look as").fill("ben")
  await ada.page.getByRole("button", { name: "Ask the rules" }).click()
  await expect(ada.page.getByRole("note")).toContainText("You see what Ben Castillo (ben) may do.")
  await expectWords(ada.page, "notification.ben", "allowed your own channel")
  await expectWords(ada.page, "admin.logs", `admin.logs ${forbidden} ${forbidden}`)
  await ada.page.goto("/dashboard/inspector?as=sam")
  await expect(row(ada.page, "notification.sam").getByText("ACCOUNT_SUSPENDED")).toHaveCount(3)
  // Another organisation's people look like nobody at all.
  for (const id of ["eve", "no-such-person", "be*"]) {
    expect((await ada.request.get(`/dashboard/inspector?as=${id}`)).status(), id).toBe(403)
  }

  const ben = await person("ben", "/dashboard/inspector")
  await expect(ben.page.getByLabel("Look as")).toHaveCount(0)
  expect((await ben.request.get("/dashboard/inspector?as=ben")).status()).toBe(200)
  for (const id of ["ada", "bea", "eve", "no-such-person"]) {
    const answer = await ben.page.goto(`/dashboard/inspector?as=${id}`)
    expect(answer?.status(), id).toBe(403)
    await expect(ben.page.getByRole("heading", { name: "This was not granted to you" })).toBeVisible()
  }
})

test("whoever is suspended sees why nothing is allowed", async ({ person, allowConsole }) => {
  allowConsole(/403/)
  const { page } = await person("sam", "/dashboard/inspector")
  await expect(row(page, "notification.sam").getByText("ACCOUNT_SUSPENDED")).toHaveCount(3)
  await expect(page.getByRole("region", { name: "Token of this tab" })).toContainText("No token")
})
