/** Sending in the chat: what one writes shows at once, and is said once whatever happens on its way. */
import type { Page, Route } from "@playwright/test"
import { expectAccessible } from "./fixtures/accessible"
import { log, speaker, unique } from "./fixtures/chat"
import { expect, test } from "./fixtures/test"

const badge = { name: "Connection" }
const PUBLISH = "**/api/channels/publish"
const status = (page: Page) => page.getByRole("status", { name: "Sending" })

async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message").fill(text)
  await page.getByLabel("Message").press("Enter")
}

/** A gate that requests wait at until the test opens it. */
function createGate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

test("a message shows at once as sending, and once when it is sent", async ({ person }) => {
  const [ben, bea] = [await person("ben", "/dashboard/team/red"), await person("bea", "/dashboard/team/red")]
  for (const { page } of [ben, bea]) await expect(page.getByRole("status", badge)).toHaveText("Live")
  const gate = createGate()
  await ben.page.route(PUBLISH, async (route: Route) => {
    await gate.opened
    await route.continue()
  })
  const texts = [unique("first"), unique("second")]
  for (const text of texts) {
    await write(ben.page, text)
    await expect(ben.page.getByLabel("Message")).toHaveValue("")
    await expect(log(ben.page).getByRole("listitem").filter({ hasText: text })).toContainText("Sending…")
  }
  await expect(log(bea.page).getByText(texts[0] ?? "")).toHaveCount(0)
  gate.open()
  await expect(log(ben.page).getByText("Sending…")).toHaveCount(0)
  await expect(status(ben.page)).toHaveText("Message sent")
  for (const { page } of [ben, bea]) {
    for (const text of texts) await expect(log(page).getByText(text)).toHaveCount(1)
    expect(
      (
        await log(page)
          .getByText(/^(first|second) \d/)
          .allInnerTexts()
      ).slice(-2),
    ).toEqual(texts)
  }
})

test("a message that comes before its acknowledgement, or without one, is shown once and as sent", async ({
  person,
  allowConsole,
}) => {
  allowConsole(/ERR_FAILED/)
  const { page } = await person("ben", "/dashboard/team/red")
  await expect(page.getByRole("status", badge)).toHaveText("Live")
  const gate = createGate()
  let isLost = false
  await page.route(PUBLISH, async (route) => {
    const response = await route.fetch()
    if (isLost) return route.abort()
    await gate.opened
    await route.fulfill({ response })
  })
  // The same words twice are two messages: it is the id that tells them apart.
  const text = unique("early")
  await write(page, text)
  await expect(log(page).getByText(text)).toHaveCount(1)
  await expect(log(page).getByText("Sending…")).toHaveCount(0)
  isLost = true
  gate.open()
  await write(page, text)
  await expect(log(page).getByText(text)).toHaveCount(2)
  await expect(log(page).getByText("Sending…")).toHaveCount(0)
  await expect(log(page).getByText("Not sent")).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole("status", badge)).toHaveText("Live")
  await expect(log(page).getByText(text)).toHaveCount(2)
})

test("fault 29: without a network a message fails and says so; tried again, it is said once", async ({
  person,
  allowConsole,
}) => {
  allowConsole(/ERR_INTERNET_DISCONNECTED|Failed to load/)
  const [ben, bea] = [await person("ben", "/dashboard/team/red"), await person("bea", "/dashboard/team/red")]
  for (const { page } of [ben, bea]) await expect(page.getByRole("status", badge)).toHaveText("Live")
  const text = unique("kept")
  await ben.context.setOffline(true)
  await write(ben.page, text)
  const row = log(ben.page).getByRole("listitem").filter({ hasText: text })
  await expect(row).toContainText("Not sent: The server cannot be reached just now", { timeout: 30_000 })
  await expect(status(ben.page)).toContainText("Message not sent")
  await expectAccessible(ben.page)
  // What failed is still there for somebody who looked at another page meanwhile.
  await ben.context.setOffline(false)
  await expect(ben.page.getByRole("status", badge)).toHaveText("Live")
  await ben.page.getByRole("link", { name: "You", exact: true }).click()
  await expect(ben.page.getByRole("heading", { level: 1 })).not.toHaveText("Red team")
  await ben.page.getByRole("link", { name: /^Red team/ }).click()
  await row.getByRole("button", { name: "Try again" }).focus()
  await ben.page.keyboard.press("Enter")
  await expect(ben.page.getByLabel("Message")).toBeFocused()
  for (const { page } of [ben, bea]) await expect(log(page).getByText(text)).toHaveCount(1)
  await expect(log(ben.page).getByText("Not sent")).toHaveCount(0)
})

test("what was refused can be discarded, by keyboard alone", async ({ person, allowConsole }) => {
  allowConsole(/ERR_FAILED/)
  const { page } = await person("ben", "/dashboard/team/red")
  await expect(page.getByRole("status", badge)).toHaveText("Live")
  await page.route(PUBLISH, (route) => route.abort())
  const text = unique("never said")
  await page.getByLabel("Message").focus()
  await page.keyboard.type(text)
  await page.keyboard.press("Enter")
  await expect(log(page).getByRole("button", { name: "Discard" })).toBeVisible({ timeout: 30_000 })
  await page.keyboard.press("Shift+Tab")
  await expect(log(page).getByRole("button", { name: "Discard" })).toBeFocused()
  await page.keyboard.press("Enter")
  await expect(log(page).getByText(text)).toHaveCount(0)
  await expect(page.getByLabel("Message")).toBeFocused()
})

test("M-38 who sends too fast is told when to try again, and nothing is lost", async ({
  person,
  requestOf,
  allowConsole,
}) => {
  allowConsole(/429/)
  const { page } = await person("ben2", "/dashboard/team/blue")
  await expect(page.getByRole("status", badge)).toHaveText("Live")
  const say = await speaker(await requestOf("ben2"), "team.blue.chat")
  const burst = async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => say(unique("burst"))))
    return answers.includes(429)
  }
  await expect.poll(burst, { timeout: 20_000, intervals: [0] }).toBe(true)
  const text = unique("too fast")
  await write(page, text)
  const row = log(page).getByRole("listitem").filter({ hasText: text })
  await expect(row).toContainText(/Rate limited; try again in \d+ s/)
  const again = row.getByRole("button", { name: "Try again" })
  await expect(again).toBeDisabled()
  await expect(async () => {
    await again.click({ timeout: 12_000 })
    await expect(log(page).getByText("Not sent")).toHaveCount(0, { timeout: 2_000 })
  }).toPass({ timeout: 35_000 })
  await expect(log(page).getByText(text)).toHaveCount(1)
})
