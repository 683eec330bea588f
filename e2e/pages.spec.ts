/** What holds for the pages as a whole. */
import type { Locator } from "@playwright/test"
import { log, speaker, unique } from "./fixtures/chat"
import { tabTo } from "./fixtures/keyboard"
import { announced, noteRegions } from "./fixtures/live-regions"
import { expect, test } from "./fixtures/test"

const connection = { name: "Connection" }

test("browsers find the icon also where a page names none", async ({ request }) => {
  const answer = await request.get("/favicon.ico")
  expect([answer.status(), answer.headers()["content-type"]]).toEqual([200, "image/svg+xml"])
})

test("by keyboard alone: sign in, read a notification, send a message where it leads, leave", async ({
  page,
  requestOf,
  allowConsole,
}) => {
  allowConsole(/401/)
  const ada = await requestOf("ada")
  expect((await ada.post("/api/wave", { data: { to: "bea" } })).status()).toBe(204)
  const loads: string[] = []
  page.on("load", () => loads.push(new URL(page.url()).pathname))
  const bell = page.getByRole("link", { name: /^Notifications/ })

  await page.goto("/sign-in")
  await press(page.getByRole("button", { name: "Sign in as Bea Lindqvist", exact: true }))
  await expect(bell).toHaveAccessibleName(/\d+ unread$/)
  await expect(page.getByRole("status", connection)).toHaveText("Live")
  const unread = await unreadOf(bell)

  await press(bell)
  await expect(page.getByRole("heading", { level: 1, name: "Inbox" })).toBeVisible()
  const newest = page.getByRole("main").getByRole("listitem").first()
  await expect(newest).toContainText("Unread: Ada Okafor waves at you")
  await press(newest.getByRole("link"))
  await expect(page.getByRole("heading", { name: "Red team" })).toBeVisible()
  await expect.poll(() => unreadOf(bell)).toBe(unread - 1)

  const text = unique("by keyboard")
  await tabTo(page.getByLabel("Message"))
  await page.keyboard.type(text)
  await page.keyboard.press("Enter")
  await expect(log(page).getByText(text)).toBeVisible()
  expect(loads, "no page but the first two was loaded").toEqual(["/sign-in", "/dashboard"])
  await press(page.getByRole("button", { name: "Sign out" }))
  await expect(page).toHaveURL(/\/$/)
  expect(await (await page.request.get("/api/auth/session")).json()).toEqual({})
})

test("another's new message and a new notification are announced politely; one's own message and the past are not", async ({
  person,
  requestOf,
}) => {
  const say = await speaker(await requestOf("ada"), "team.red.chat")
  const [past, said, own] = [unique("said before"), unique("said now"), unique("my own")]
  expect(await say(past)).toBe(200)
  const { page } = await person("ben", "/dashboard/team/red")
  await expect(log(page).getByText(past)).toBeVisible()
  await expect(page.getByRole("status", connection)).toHaveText("Live")
  await noteRegions(page)

  expect(await say(said)).toBe(200)
  expect(await announced(log(page).getByText(said))).toBe("polite")
  await page.getByLabel("Message").fill(own)
  await page.getByLabel("Message").press("Enter")
  await expect(page.getByRole("status", { name: "Sending" })).toHaveText("Message sent")
  for (const quiet of [own, past]) expect(await announced(log(page).getByText(quiet)), quiet).toBe("off")

  const comment = unique("a comment")
  const ada = await requestOf("ada")
  await ada.post("/api/posts/retrospective/comment", { data: { text: comment } })
  expect(await announced(page.getByText(comment))).toBe("polite")
})

/** Goes there by Tab and presses Enter. */
async function press(target: Locator): Promise<void> {
  await tabTo(target)
  await target.page().keyboard.press("Enter")
}

/** What the bell counts, by its name. */
async function unreadOf(bell: Locator): Promise<number> {
  const name = (await bell.getAttribute("aria-label")) ?? ""
  return Number(/(\d+) unread$/.exec(name)?.[1] ?? 0)
}
