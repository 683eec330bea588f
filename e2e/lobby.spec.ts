/** The lobby: what visitors are told without signing in, and all that stays closed to them. */
import { expectAccessible } from "./fixtures/accessible"
import { expect, test } from "./fixtures/test"

const unique = (text: string) => `${text} ${Date.now()}`

test("M-32 a visitor reads a notice live without signing in, and finds it again on a later visit", async ({
  person,
  page,
}) => {
  const asked: string[] = []
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.startsWith("/api/")) asked.push(JSON.stringify(request.headers()))
  })
  const opened = page.waitForResponse((response) => response.url().endsWith("/api/realtime"))
  await page.goto("/")
  expect((await opened).status()).toBe(200)
  const notice = page.getByRole("status", { name: "Notice" })

  const ada = await person("ada")
  const text = unique("The office is closed on Friday.")
  await ada.page.getByLabel("Tell every visitor").fill(text)
  await ada.page.getByRole("button", { name: "Post", exact: true }).click()
  await expect(notice).toHaveText(`Acme: ${text}`)
  await expect(ada.page.getByRole("listitem").filter({ hasText: text })).toBeVisible()

  await page.reload()
  await expect(notice).toHaveText(`Acme: ${text}`)
  await expectAccessible(page)
  expect(asked.length).toBeGreaterThan(1)
  expect(asked.filter((headers) => headers.includes("authorization"))).toEqual([])
})

test("M-32 a visitor who asks for another channel is refused, alone and beside the lobby", async ({
  request,
}) => {
  for (const query of [
    "channel=team.red.chat",
    "channel=lobby&channel=team.red.chat",
    "channel=lobby.x",
    "",
  ]) {
    const answer = await request.get(`/api/realtime?${query}`)
    expect(answer.status(), query).toBe(401)
    expect(await answer.json(), query).toMatchObject({
      ...{ code: "AUTH_REQUIRED", title: "Authentication required" },
    })
  }
  const history = await request.get("/api/channels/history?channel=team.red.chat")
  expect(history.status()).toBe(401)
  const data = { channel: "lobby", data: { text: "hi", from: "Acme" } }
  expect((await request.post("/api/channels/publish", { data })).status()).toBe(401)
  expect((await request.post("/api/admin/notice", { data: { text: "hi" } })).status()).toBe(401)
})

test("only admins find the form for notices, and only they may post one", async ({
  person,
  allowConsole,
}) => {
  allowConsole(/403/)
  const ben = await person("ben")
  await expect(ben.page.getByRole("heading", { name: "Announcements of Acme" })).toBeVisible()
  await expect(ben.page.getByLabel("Tell every visitor")).toHaveCount(0)
  const answer = await ben.request.post("/api/admin/notice", { data: { text: "hi" } })
  expect(answer.status()).toBe(403)
  expect(await answer.json()).toMatchObject({ code: "ADMIN_REQUIRED", title: "Admin access required" })
  const ada = await person("ada")
  for (const origin of ["https://evil.example", "null"]) {
    const foreign = await ada.request.post("/api/admin/notice", { headers: { origin }, data: { text: "hi" } })
    expect(foreign.status(), origin).toBe(403)
    expect(await foreign.json()).toMatchObject({ code: "ORIGIN_FORBIDDEN" })
  }
})
