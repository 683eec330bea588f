/** Step 5 of the walk: what is said arrives, live, for whom it was meant. */
import { expect, test } from "./fixtures/test"

const badge = { name: "Connection" }
let said = 0
/** Text that no other message of the run has. */
const unique = (text: string) => `${text} ${Date.now()}-${++said}`

test("M-13 a notification arrives while its person looks on, and for nobody else", async ({ person }) => {
  const [ben, bea, ben2] = [await person("ben"), await person("bea"), await person("ben2")]
  for (const { page } of [ben, bea, ben2]) await expect(page.getByRole("status", badge)).toHaveText("Live")
  const before = await ben.page.getByText("Bea Lindqvist waves at you").count()
  await bea.page.getByRole("button", { name: "Wave at Ben Castillo" }).click()
  await expect(ben.page.getByRole("main").getByText("Bea Lindqvist waves at you").first()).toBeVisible({
    timeout: 1_000,
  })
  expect(await ben.page.getByText("Bea Lindqvist waves at you").count()).toBeGreaterThan(before)
  await expect(ben2.page.getByText("waves at you")).toHaveCount(0)
  await expect(bea.page.getByRole("main").getByText("waves at you")).toHaveCount(0)
})

test("M-58 somebody of another team cannot be waved at", async ({ requestOf }) => {
  const eve = await requestOf("eve")
  for (const to of ["ben", "nobody-at-all"]) {
    const answer = await eve.post("/api/wave", { data: { to } })
    expect(answer.status(), to).toBe(403)
    expect(await answer.json()).toMatchObject({ code: "NOT_A_TEAM_MEMBER", title: "Not a team member" })
  }
  expect((await eve.post("/api/wave", { data: { to: "../ben" } })).status()).toBe(400)
  expect((await eve.get("/api/wave")).status()).toBe(405)
})

test("U0-5 an announcement reaches the whole organisation, and not the one whose id begins alike", async ({
  person,
}) => {
  const [ada, ben2, eve] = [await person("ada"), await person("ben2"), await person("eve")]
  for (const { page } of [ada, ben2, eve]) await expect(page.getByRole("status", badge)).toHaveText("Live")
  const text = unique("The office moves")
  const answer = await ada.request.post("/api/announce", { data: { text } })
  expect(answer.status()).toBe(204)
  await expect(ben2.page.getByText(text)).toBeVisible({ timeout: 1_000 })
  await expect(ada.page.getByText(text)).toBeVisible()
  await expect(eve.page.getByText(text)).toHaveCount(0)
  const refused = await ben2.request.post("/api/announce", { data: { text: "not by me" } })
  expect(refused.status()).toBe(403)
  expect(await refused.json()).toMatchObject({ code: "ADMIN_REQUIRED" })
})

test("a page that is loaded again shows what was said meanwhile, each message once", async ({ person }) => {
  const [ben, bea] = [await person("ben", "/dashboard/team/red"), await person("bea", "/dashboard/team/red")]
  for (const { page } of [ben, bea]) await expect(page.getByRole("status", badge)).toHaveText("Live")
  const texts = [1, 2, 3, 4, 5, 6].map((n) => unique(`reload ${n}`))
  const send = async (text: string) => {
    await bea.page.getByLabel("Message").fill(text)
    await bea.page.getByLabel("Message").press("Enter")
    await expect(bea.page.getByLabel("Message")).toHaveValue("")
  }
  for (const text of texts.slice(0, 2)) await send(text)
  const reloading = ben.page.reload()
  for (const text of texts.slice(2, 4)) await send(text)
  await reloading
  for (const text of texts.slice(4)) await send(text)
  const log = ben.page.getByRole("log")
  await expect(log.getByText(texts[5] ?? "", { exact: true })).toBeVisible()
  for (const text of texts) await expect(log.getByText(text, { exact: true }), text).toHaveCount(1)
  const shown = (await log.getByText(/^reload \d/).allInnerTexts()).filter((text) => texts.includes(text))
  expect(shown).toEqual(texts)
})

test("what was said while the network was away is there when it is back, once and in order", async ({
  person,
  requestOf,
}) => {
  const [ben, bea] = [await person("ben", "/dashboard/team/red"), await requestOf("bea")]
  await expect(ben.page.getByRole("status", badge)).toHaveText("Live")
  const { token } = await (await bea.post("/api/realtime-token")).json()
  const texts = Array.from({ length: 10 }, (_, n) => unique(`away ${n}`))
  await ben.context.setOffline(true)
  await expect(ben.page.getByRole("status", badge)).toHaveText("Offline")
  for (const text of texts) {
    const answer = await bea.post("/api/channels/publish", {
      headers: { authorization: `Bearer ${token}` },
      data: { channel: "team.red.chat", data: { text } },
    })
    expect(answer.status()).toBe(200)
  }
  await ben.context.setOffline(false)
  const log = ben.page.getByRole("log")
  await expect(log.getByText(texts[9] ?? "", { exact: true })).toBeVisible()
  const shown = (await log.getByText(/^away \d/).allInnerTexts()).filter((text) => texts.includes(text))
  expect(shown).toEqual(texts)
})
