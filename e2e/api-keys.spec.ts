/** A machine's key: made on the page, shown once, used by a plain request, and taken away. */
import type { Page } from "@playwright/test"
import { expectAccessibleInEachLook } from "./fixtures/accessible"
import { expect, test } from "./fixtures/test"

const keys = "/dashboard/admin/keys"
const badge = { name: "Connection" }
const unique = (text: string) => `${text} ${Date.now()}`

/** Makes a key on the open page, and answers what the page shows once. */
async function makeKey(page: Page, name: string, choose: (page: Page) => Promise<void>): Promise<string> {
  await page.getByLabel("Name").fill(name)
  await choose(page)
  await page.getByRole("button", { name: "Make the key" }).click()
  const key = page.locator("figure", { hasText: "Key" }).first().locator("code")
  await expect(key).toHaveText(/^gw_[A-Za-z0-9]{20}_[A-Za-z0-9]{44}$/)
  return (await key.textContent()) ?? ""
}

async function notifyBen(page: Page): Promise<void> {
  await page.getByLabel("Kind of channel").selectOption("Notify a person")
  await page.getByLabel("Whose").selectOption("ben")
}

async function redTeam(page: Page): Promise<void> {
  await page.getByLabel("Kind of channel").selectOption("Chat of a team")
  await page.getByLabel("Whose").selectOption("red")
  await page.getByLabel("read", { exact: true }).check()
}

async function revoke(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: `Revoke ${name}`, exact: true }).click()
  await page.getByRole("button", { name: `Revoke ${name} for good` }).click()
  await expect(page.getByRole("heading", { name })).toHaveCount(0)
}

test("a request with a key tells a person something within a second, until the key is revoked", async ({
  person,
  request,
}) => {
  const [ada, ben] = [await person("ada", keys), await person("ben")]
  await expect(ben.page.getByRole("status", badge)).toHaveText("Live")
  const name = unique("Build server")
  const key = await makeKey(ada.page, name, notifyBen)
  const title = unique("The build is green")
  const publish = () =>
    request.post("/api/channels/publish", {
      headers: { authorization: `Bearer ${key}` },
      data: {
        channel: "notification.ben",
        data: { type: "welcome", title, body: "", link: "/dashboard/team/red" },
      },
    })
  expect((await publish()).status()).toBe(200)
  const list = ben.page.getByRole("region", { name: "Notifications", exact: true })
  await expect(list.getByText(title)).toBeVisible({ timeout: 1_000 })

  await ada.page.reload()
  await expect(ada.page.getByRole("listitem").filter({ hasText: name })).toContainText(/Last use: .*UTC/)
  await revoke(ada.page, name)
  const refused = await publish()
  expect(refused.status()).toBe(401)
  expect((await refused.json()).code).toBe("INVALID_TOKEN")
})

test("revoking a key ends the stream that it opened", async ({ person, baseURL }) => {
  const ada = await person("ada", keys)
  const name = unique("Listener")
  const key = await makeKey(ada.page, name, redTeam)
  const stream = await fetch(`${baseURL}/api/realtime?channel=team.red.chat`, {
    headers: { authorization: `Bearer ${key}` },
  })
  expect(stream.status).toBe(200)
  const said = stream.text()
  await revoke(ada.page, name)
  expect(await said).toContain('event: close\ndata: {"code":"REVOKED"}')
})

test("a key is shown once: not after a reload, not in the page's source, in no address", async ({
  person,
}) => {
  const { page, request } = await person("ada", keys)
  const addresses: string[] = []
  page.on("request", (sent) => addresses.push(sent.url()))
  const name = unique("Shown once")
  const key = await makeKey(page, name, notifyBen)
  const secret = key.split("_")[2] ?? ""
  await expect(page.locator("figure", { hasText: "Try it" }).locator("code")).toContainText(
    `curl -H "Authorization: Bearer ${key}"`,
  )
  await page.reload()
  await expect(page.getByRole("heading", { name })).toBeVisible()
  const sources = [await page.content(), await (await request.get(keys)).text()]
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
  expect([...sources, stored, ...addresses].filter((text) => text.includes(secret))).toEqual([])
  await revoke(page, name)
})

test("a key can be copied with a button", async ({ person }) => {
  const { page, context } = await person("ada", keys)
  await context.grantPermissions(["clipboard-read", "clipboard-write"])
  const name = unique("Copied")
  const key = await makeKey(page, name, notifyBen)
  await page.getByRole("button", { name: "Copy: Key" }).click()
  await expect(page.getByRole("button", { name: "Copied", exact: true })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key)
  await page.getByRole("button", { name: "I have it" }).click()
  await expect(page.getByText(key)).toHaveCount(0)
  await revoke(page, name)
})

test("where the browser does not allow copying, the key is selected, to be copied by hand", async ({
  person,
}) => {
  const { page } = await person("ada", keys)
  const name = unique("Selected")
  const key = await makeKey(page, name, notifyBen)
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("", "NotAllowedError"))
  })
  await page.getByRole("button", { name: "Copy: Key" }).click()
  await expect(page.getByText("Selected: copy it by hand")).toBeVisible()
  expect(await page.evaluate(() => window.getSelection()?.toString())).toBe(key)
  await page.getByRole("button", { name: "I have it" }).click()
  await revoke(page, name)
})

test("members see no keys, and neither make nor revoke one", async ({ person, allowConsole }) => {
  allowConsole(/403/)
  const { page, request } = await person("ben", keys)
  await expect(page.getByRole("heading", { name: "This was not granted to you" })).toBeVisible()
  const scope = [{ path: "notification.{userId}", params: { userId: "ben" }, actions: ["publish"] }]
  const made = await request.post("/api/keys", { data: { name: "Mine", scope } })
  expect([made.status(), (await made.json()).code]).toEqual([403, "ADMIN_REQUIRED"])
  const revoked = await request.post("/api/keys/revoke", { data: { id: "A".repeat(20) } })
  expect(revoked.status()).toBe(403)
})

test("the page of keys is accessible", async ({ person }) => {
  const { page } = await person("ada", keys)
  const name = unique("Looked at")
  await makeKey(page, name, redTeam)
  // Until the list is there the button is off, and fades back then.
  await expect(page.getByRole("button", { name: "Make the key" })).toBeEnabled()
  await expectAccessibleInEachLook(page)
  await revoke(page, name)
})
