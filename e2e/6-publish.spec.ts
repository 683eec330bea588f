/** Step 6 of the walk: who may say something, how it is stamped, and who sees it. */
import type { APIRequestContext, Page } from "@playwright/test"
import { expect, test } from "./fixtures/test"

const badge = { name: "Connection" }
let said = 0
const unique = (text: string) => `${text} ${Date.now()}-${++said}`

test("M-14 M-58 what one member says appears for the other within a second, and for no other team or organisation", async ({
  person,
}) => {
  const [ben, bea, eve, ben2] = [
    await person("ben", "/dashboard/team/red"),
    await person("bea", "/dashboard/team/red"),
    await person("eve", "/dashboard/team/red-eu"),
    await person("ben2", "/dashboard/team/blue"),
  ]
  for (const { page } of [ben, bea, eve, ben2])
    await expect(page.getByRole("status", badge)).toHaveText("Live")

  const text = unique("hello red team")
  await ben.page.getByLabel("Message").fill(text)
  await ben.page.getByRole("button", { name: "Send" }).click()
  await expect(bea.page.getByRole("log").getByText(text)).toBeVisible({ timeout: 1_000 })
  await expect(ben.page.getByRole("log").getByText(text)).toBeVisible()
  const row = bea.page.getByRole("listitem").filter({ hasText: text })
  await expect(row).toContainText("Ben Castillo")

  // Something that they do get, so that what they do not get has had its time to arrive.
  for (const { page } of [eve, ben2]) {
    const own = unique("in my own team")
    await page.getByLabel("Message").fill(own)
    await page.getByLabel("Message").press("Enter")
    await expect(page.getByRole("log").getByText(own)).toBeVisible()
    await expect(page.getByText(text)).toHaveCount(0)
  }
})

/** A machine of its own: each author has so many entries of single attempts in a minute, and people use them up. */
async function makeKey(ada: APIRequestContext): Promise<{ id: string; headers: { authorization: string } }> {
  const scope = [{ path: "team.{teamId}.chat", params: { teamId: "red" }, actions: ["publish"] }]
  const answer = await ada.post("/api/keys", { data: { name: "Machine", scope } })
  expect(answer.status()).toBe(200)
  const { id, key } = await answer.json()
  return { id, headers: { authorization: `Bearer ${key}` } }
}

const attemptsOf = (page: Page) =>
  page.getByRole("table", { name: "Attempts to use the channels" }).getByRole("row")
const actionsOf = (page: Page) => page.getByRole("table", { name: "What admins did" }).getByRole("row")

test("M-24 M-34 an admin sees each attempt as it happens: allowed and refused, and why", async ({
  person,
}) => {
  const ada = await person("ada", "/dashboard/admin")
  await expect(ada.page.getByRole("status", badge)).toHaveText("Live")
  const rows = attemptsOf(ada.page)
  const { id, headers } = await makeKey(ada.request)
  const say = (channel: string, text: string) =>
    ada.request.post("/api/channels/publish", { headers, data: { channel, data: { text } } })
  await say("team.red.chat", unique("for the log"))
  await say("team.blue.chat", "not mine")
  const own = rows.filter({ hasText: `key-${id}` })
  await expect(own.filter({ hasText: "publish" }).filter({ hasText: "allowed" })).toHaveCount(1)
  await expect(own.filter({ hasText: "team.blue.chat" }).filter({ hasText: "refused" })).toContainText(
    "FORBIDDEN_CHANNEL",
  )
  const shown = await ada.page.getByRole("main").textContent()
  expect(shown).not.toContain("for the log")
  expect(shown).not.toContain(headers.authorization.slice(-20))
  await ada.page.getByRole("button", { name: "Refused" }).click()
  await expect(rows.filter({ hasText: "allowed" })).toHaveCount(0)
})

test("S-6 the log of attempts goes back as far as it is kept, and whoever asks for more by keyboard keeps their place", async ({
  person,
}) => {
  test.slow()
  const { page, request } = await person("ada", "/dashboard/admin")
  // More than the page reads at first, by as many authors as it takes.
  for (let machine = 0; machine < 6; machine += 1) {
    const { id, headers } = await makeKey(request)
    const refused = { headers, data: { channel: "team.blue.chat", data: {} } }
    for (let wave = 0; wave < 3; wave += 1) {
      const answers = Array.from({ length: 10 }, () => request.post("/api/channels/publish", refused))
      for (const answer of await Promise.all(answers)) expect(answer.status()).toBe(403)
    }
    await request.post("/api/keys/revoke", { data: { id } })
  }
  await page.reload()
  const rows = attemptsOf(page)
  await expect(rows).toHaveCount(51)
  const older = page.getByRole("button", { name: /^(Show older attempts|Nothing older)$/ }).last()
  for (const shown of [100, 150]) {
    await older.press("Enter")
    await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(shown)
    await expect(older).toBeFocused()
  }
  for (let presses = 0; presses < 20 && (await older.textContent()) !== "Nothing older"; presses += 1) {
    const before = await rows.count()
    await older.press("Enter")
    await expect(async () => {
      expect((await rows.count()) > before || (await older.textContent()) === "Nothing older").toBe(true)
    }).toPass()
  }
  await expect(older).toHaveText("Nothing older")
  await expect(older).toBeFocused()
})

test("S-6 what an admin does is one line of its own log, at once, and the older ones are a press away", async ({
  person,
}) => {
  test.slow()
  const { page, request } = await person("ada", "/dashboard/admin")
  await expect(page.getByRole("status", badge)).toHaveText("Live")
  const rows = actionsOf(page)
  for (const change of ["suspend", "lift", "suspend", "lift", "suspend", "lift"]) {
    expect((await request.post("/api/admin/suspension", { data: { id: "una", change } })).status()).toBe(204)
  }
  await expect(rows.nth(1)).toContainText("lifted the suspension of una")
  await expect(rows.nth(1)).toContainText("done")
  await expect(rows).toHaveCount(11)
  await page.getByRole("button", { name: "Show older actions" }).press("Enter")
  await expect.poll(() => rows.count()).toBeGreaterThan(11)
  const attempts = attemptsOf(page)
  await page.getByRole("button", { name: "Anonymous" }).click()
  const answer = await fetch(`${new URL(page.url()).origin}/api/channels/authenticate`, { method: "POST" })
  expect(answer.status).toBe(401)
  // At once, or with the count of this minute where other tests used up what an address has one by one.
  await expect(attempts.filter({ hasText: "AUTH_REQUIRED" }).first()).toBeVisible({ timeout: 70_000 })
  await expect(attempts.filter({ hasText: "suspension of una" })).toHaveCount(0)
})

test("M-57 M-58 M-59 M-60 publishing is refused without a token, without the grant, of another shape, and too large", async ({
  requestOf,
  request,
}) => {
  const ben = await requestOf("ben")
  const { token } = await (await ben.post("/api/realtime-token")).json()
  const headers = { authorization: `Bearer ${token}` }
  const publish = (data: object, given: Record<string, string> = headers) =>
    request.post("/api/channels/publish", { headers: given, data })
  const good = { channel: "team.red.chat", data: { text: "hello" } }
  const cases: Array<[string, Awaited<ReturnType<typeof publish>>, number, string]> = [
    ["no token", await publish(good, {}), 401, "AUTH_REQUIRED"],
    ["another team", await publish({ ...good, channel: "team.blue.chat" }), 403, "FORBIDDEN_CHANNEL"],
    [
      "another organisation",
      await publish({ ...good, channel: "team.red-eu.chat" }),
      403,
      "FORBIDDEN_CHANNEL",
    ],
    [
      "reading only",
      await publish({ channel: "org.acme.announcements", data: { text: "x" } }),
      403,
      "NOT_GRANTED_PUBLISH",
    ],
    ["another shape", await publish({ ...good, data: { words: "x" } }), 422, "INVALID_PAYLOAD"],
    [
      "too long for the schema",
      await publish({ ...good, data: { text: "x".repeat(2001) } }),
      422,
      "INVALID_PAYLOAD",
    ],
    ["too large", await publish({ ...good, data: { text: "x".repeat(70_000) } }), 413, "PAYLOAD_TOO_LARGE"],
  ]
  for (const [title, answer, status, code] of cases) {
    expect(answer.status(), title).toBe(status)
    expect((await answer.json()).code, title).toBe(code)
  }
})

test("M-14 a sender cannot say who they are or when", async ({ person, requestOf }) => {
  const [ben, bea] = [await requestOf("ben"), await person("bea", "/dashboard/team/red")]
  await expect(bea.page.getByRole("status", badge)).toHaveText("Live")
  const { token } = await (await ben.post("/api/realtime-token")).json()
  const text = unique("not from Ada")
  const data = {
    channel: "team.red.chat",
    from: { id: "ada", name: "Ada Okafor" },
    at: 1,
    data: { text, from: "ada" },
  }
  await ben.post("/api/channels/publish", { headers: { authorization: `Bearer ${token}` }, data })
  const row = bea.page.getByRole("listitem").filter({ hasText: text })
  await expect(row).toContainText("Ben Castillo")
  await expect(row).not.toContainText("Ada Okafor")
})

test("markup and links in a message are shown as the text they are", async ({ person }) => {
  const { page } = await person("ben", "/dashboard/team/red")
  await expect(page.getByRole("status", badge)).toHaveText("Live")
  const text = `${unique("<img src=x onerror=alert(1)>")} <a href="javascript:alert(1)">click</a>`
  await page.getByLabel("Message").fill(text)
  await page.getByLabel("Message").press("Enter")
  const message = page.getByRole("log").getByText(text)
  await expect(message).toBeVisible()
  await expect(message.locator("img, a")).toHaveCount(0)
})

test("a message that is too long stays in the box, and says by how much", async ({ person }) => {
  const { page } = await person("ben", "/dashboard/team/red")
  await expect(page.getByRole("status", badge)).toHaveText("Live")
  const text = `${unique("too long")} ${"x".repeat(2000)}`
  await page.getByLabel("Message").fill(text)
  await page.getByLabel("Message").press("Enter")
  await expect(page.getByText(/^\d+ over the limit of 2000 characters$/)).toBeVisible()
  await expect(page.getByLabel("Message")).toHaveValue(text)
  await expect(page.getByRole("log").getByText(text)).toHaveCount(0)
})
