/** What was typed and not sent: it stays in its tab and its place, for the person who typed it. */
import type { Page, Route } from "@playwright/test"
import { log, unique } from "./fixtures/chat"
import { expect, test } from "./fixtures/test"

const RED = "/dashboard/team/red"
const message = (page: Page) => page.getByLabel("Message")
async function goTo(page: Page, name: string): Promise<void> {
  const navigation = page.getByRole("navigation", { name: "Dashboard" })
  const link = navigation.getByRole("link", { name, exact: true })
  await link.click()
  await expect(link).toHaveAttribute("aria-current", "page")
}

test("a message is there after one click away and back, and after a reload; sent, it is gone for good", async ({
  person,
}) => {
  const { page } = await person("ben", RED)
  const text = unique("half a sentence")
  await message(page).fill(text)
  await goTo(page, "You")
  await goTo(page, "Red team")
  await expect(message(page)).toHaveValue(text)
  await page.reload()
  await expect(message(page)).toHaveValue(text)
  await message(page).press("Enter")
  await expect(log(page).getByText(text)).toHaveCount(1)
  await expect(message(page)).toHaveValue("")
  await page.reload()
  await expect(log(page).getByText(text)).toHaveCount(1)
  await expect(message(page)).toHaveValue("")
})

test("a comment is shown at the post that it was written for, and at no other", async ({ person }) => {
  const { page } = await person("ada", "/dashboard/posts/retrospective")
  const box = page.getByLabel("Comment", { exact: true })
  await box.fill("about the retrospective")
  await page.goto("/dashboard/posts/on-call")
  await expect(box).toHaveValue("")
  await page.goto("/dashboard/posts/retrospective")
  await expect(box).toHaveValue("about the retrospective")
})

test("another person who signs in in the same tab is not shown it, nor does the tab keep it", async ({
  page,
  signIn,
  allowConsole,
}) => {
  // What the page asked for when its session ended.
  allowConsole(/401 .*\/api\/notifications\/unread$/)
  await signIn("ben")
  await page.goto(RED)
  await message(page).fill("between us")
  await page.goto("/dashboard/posts/retrospective")
  await page.getByLabel("Comment", { exact: true }).fill("also between us")
  await page.getByRole("button", { name: "Sign out" }).click()
  await expect(page).toHaveURL("/")
  await signIn("bea")
  await page.goto(RED)
  await expect(message(page)).toHaveValue("")
  await page.goto("/dashboard/posts/retrospective")
  await expect(page.getByLabel("Comment", { exact: true })).toHaveValue("")
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("between us")
})

test("a sign-out leaves nothing in its tab of what was typed, also where the same person comes back", async ({
  page,
  signIn,
  allowConsole,
}) => {
  allowConsole(/401 .*\/api\/notifications\/unread$/)
  await signIn("ben")
  await page.goto("/dashboard/posts/retrospective")
  await page.getByLabel("Comment", { exact: true }).fill("between us")
  await page.goto(RED)
  await message(page).fill("also between us")
  await page.getByRole("button", { name: "Sign out" }).click()
  await expect(page).toHaveURL("/")
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("between us")
  await signIn("ben")
  await page.goto(RED)
  await expect(message(page)).toHaveValue("")
})

test("a comment is there after one click away and back, also where it was refused; said, it is gone", async ({
  person,
  allowConsole,
}) => {
  allowConsole(/503 .*\/comment$/)
  const { page } = await person("ben", "/dashboard/posts/retrospective")
  const box = page.getByLabel("Comment", { exact: true })
  const text = unique("well said")
  await box.fill(text)
  await goTo(page, "You")
  await page.goBack()
  await expect(box).toHaveValue(text)
  const ids: string[] = []
  await page.route("**/comment", async (route) => {
    ids.push(route.request().postDataJSON().id)
    if (ids.length > 1) return route.continue()
    await route.fulfill({ status: 503, json: { title: "Not just now" } })
  })
  await box.press("Enter")
  await expect(page.getByText("Not said: Not just now.")).toBeVisible()
  await goTo(page, "You")
  await page.goBack()
  await expect(box).toHaveValue(text)
  await box.press("Enter")
  await expect(page.getByRole("listitem").filter({ hasText: text })).toHaveCount(1)
  await expect(box).toHaveValue("")
  expect(ids[1], "the same text again is the same comment").toBe(ids[0])
})

test("what an admin has begun to announce is there after one click away and back", async ({ person }) => {
  const { page } = await person("ada", "/dashboard")
  const box = page.getByLabel("Tell everybody")
  await box.fill("Tomorrow at ten")
  await goTo(page, "Red team")
  await expect(message(page)).toBeVisible()
  await goTo(page, "You")
  await expect(box).toHaveValue("Tomorrow at ten")
})

test("a line of a board that could not be stored is there after one click away and back", async ({
  person,
  allowConsole,
}) => {
  allowConsole(/403 .*\/publish$/)
  const { page } = await person("ben", "/dashboard/document/red")
  const line = page.getByRole("textbox", { name: "Line 12", exact: true })
  const text = unique("not to be lost")
  await page.route("**/publish", (route) =>
    route.fulfill({ status: 403, json: { code: "NOT_GRANTED_PUBLISH", title: "Not yours to write" } }),
  )
  await line.fill(text)
  await expect(page.getByText("Not stored:")).toBeVisible()
  await goTo(page, "You")
  await goTo(page, "Board of Red team")
  await expect(line).toHaveValue(text)
  await page.unrouteAll()
  await page.getByRole("button", { name: "Try again" }).click()
  await expect(page.getByText("Everything is stored")).toBeVisible()
})

test("what shows nothing is not sent from the chat, nor as a comment, and the server takes it from nobody", async ({
  person,
}) => {
  const { page, request } = await person("ben", RED)
  const nothing = "\u200b\u3164\u2800"
  const sent: string[] = []
  page.on("request", (asked) => void (/\/(publish|comment)$/.test(asked.url()) && sent.push(asked.url())))
  await message(page).fill(nothing)
  await message(page).press("Enter")
  await expect(page.getByRole("button", { name: "Send" })).toBeDisabled()
  await expect(message(page)).toHaveValue(nothing)
  await message(page).fill("👩‍🌾")
  await expect(page.getByRole("button", { name: "Send" })).toBeEnabled()
  await message(page).fill("")
  const { token } = await (await request.post("/api/realtime-token")).json()
  const answer = await request.post("/api/channels/publish", {
    headers: { authorization: `Bearer ${token}` },
    data: { channel: "team.red.chat", data: { text: nothing } },
  })
  expect([answer.status(), (await answer.json()).code]).toEqual([422, "INVALID_PAYLOAD"])
  await page.goto("/dashboard/posts/retrospective")
  await page.getByLabel("Comment", { exact: true }).fill(nothing)
  await page.getByLabel("Comment", { exact: true }).press("Enter")
  await expect(page.getByText("Not said: Nothing of it can be seen.")).toBeVisible()
  const refused = await request.post("/api/posts/retrospective/comment", {
    headers: { origin: new URL(page.url()).origin },
    data: { text: nothing },
  })
  expect([refused.status(), (await refused.json()).code]).toEqual([400, "INVALID_REQUEST"])
  expect(sent).toEqual([])
})

for (const [path, label, button] of [
  ["/api/announce", "Tell everybody", "Announce"],
  ["/api/admin/notice", "Tell every visitor", "Post"],
] as const) {
  test(`${path}: what is sent again because no answer came is said once`, async ({
    person,
    allowConsole,
  }) => {
    allowConsole(/net::ERR_FAILED/)
    const { page } = await person("ada")
    const box = page.getByLabel(label)
    const send = page.getByRole("button", { name: button, exact: true })
    const text = unique("said once")
    await box.fill(text)
    const loseAnswer = async (route: Route) => {
      await route.fetch()
      await route.abort("failed")
    }
    await page.route(`**${path}`, loseAnswer, { times: 1 })
    await send.click()
    await expect(page.getByText("Not announced:")).toBeVisible()
    await expect(box).toHaveValue(text)
    await send.click()
    await expect(box).toHaveValue("")
    await page.reload()
    await expect(page.getByText(text)).toHaveCount(1)
  })
}
