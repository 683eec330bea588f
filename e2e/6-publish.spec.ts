/** Step 6 of the walk: who may say something, how it is stamped, and who sees it. */
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

test("M-24 M-34 an admin sees each attempt as it happens: allowed and refused, and why", async ({
  person,
  requestOf,
}) => {
  const ada = await person("ada", "/dashboard/admin")
  await expect(ada.page.getByRole("status", badge)).toHaveText("Live")
  const rows = ada.page.getByRole("row")
  const ben = await requestOf("ben")
  const { token } = await (await ben.post("/api/realtime-token")).json()
  const headers = { authorization: `Bearer ${token}` }
  await ben.post("/api/channels/publish", {
    headers,
    data: { channel: "team.red.chat", data: { text: unique("for the log") } },
  })
  await ben.post("/api/channels/publish", {
    headers,
    data: { channel: "team.blue.chat", data: { text: "not mine" } },
  })
  await expect(
    rows.filter({ hasText: "ben" }).filter({ hasText: "publish" }).filter({ hasText: "allowed" }).first(),
  ).toBeVisible()
  await expect(
    rows
      .filter({ hasText: "ben" })
      .filter({ hasText: "team.blue.chat" })
      .filter({ hasText: "refused" })
      .first(),
  ).toContainText("FORBIDDEN_CHANNEL")
  const shown = await ada.page.getByRole("main").textContent()
  expect(shown).not.toContain("for the log")
  expect(shown).not.toContain(token)
  await ada.page.getByRole("button", { name: "Refused" }).click()
  await expect(rows.filter({ hasText: "allowed" })).toHaveCount(0)

  const another = { headers, data: { channel: "team.blue.chat", data: { text: "nor this" } } }
  await Promise.all(Array.from({ length: 60 }, () => ben.post("/api/channels/publish", another)))
  // Fifty at first, below a row of headings, and as many more as are asked for.
  await expect(rows).toHaveCount(51)
  await ada.page.getByRole("button", { name: "Show older attempts" }).press("Enter")
  await expect.poll(() => rows.count()).toBeGreaterThan(60)
})

test("the log goes back as far as it is kept, and whoever asks for more by keyboard keeps their place", async ({
  person,
  requestOf,
}) => {
  const ben = await requestOf("ben")
  const { token } = await (await ben.post("/api/realtime-token")).json()
  const refused = {
    headers: { authorization: `Bearer ${token}` },
    data: { channel: "team.blue.chat", data: {} },
  }
  // More than the page reads at first.
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(Array.from({ length: 50 }, () => ben.post("/api/channels/publish", refused)))
  }
  const { page } = await person("ada", "/dashboard/admin")
  const rows = page.getByRole("row")
  await expect(rows).toHaveCount(51)
  const older = page.getByRole("button", { name: /^(Show older attempts|Nothing older)$/ })
  for (const shown of [100, 150, 200, 250]) {
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
