/** Step 4 of the walk, the other way: a browser's own `EventSource`, which sends the cookie and cannot send a token. */
import type { Page } from "@playwright/test"
import { expect, test } from "./fixtures/test"

const url = "/api/realtime?channel=team.red.chat"
let said = 0
const unique = (text: string) => `${text} ${Date.now()}-${++said}`

declare global {
  interface Window {
    heard: { opens: string[]; texts: string[]; source: EventSource }
  }
}

/** Opens an EventSource in the page and writes down the connections that it had and the texts that came. */
async function listen(page: Page): Promise<void> {
  await page.evaluate((address) => {
    const source = new EventSource(address)
    window.heard = { source, opens: [], texts: [] }
    source.addEventListener("open", ({ data }: Event & { data?: string }) => {
      // The browser's own event of this name has no data; the stream's has.
      if (data) window.heard.opens.push(JSON.parse(data).connection)
    })
    source.addEventListener("message", ({ data }) => {
      window.heard.texts.push(JSON.parse(data).data.text)
    })
  }, url)
}

const opens = (page: Page) => page.evaluate(() => window.heard.opens)
const textsOf = (page: Page) => page.evaluate(() => window.heard.texts)
const readyState = (page: Page) => page.evaluate(() => window.heard.source.readyState)

test("an EventSource is let in by its session, and goes on after its last message when it comes back", async ({
  person,
}) => {
  const [ada, ben] = [await person("ada"), await person("ben", "/docs")]
  const token = (await (await ada.request.post("/api/realtime-token")).json()).token
  const say = async (text: string) => {
    const headers = { authorization: `Bearer ${token}` }
    const data = { channel: "team.red.chat", data: { text } }
    expect((await ada.request.post("/api/channels/publish", { headers, data })).status()).toBe(200)
  }
  await listen(ben.page)
  await expect.poll(() => opens(ben.page)).toHaveLength(1)
  const [before, meanwhile, after] = [unique("before"), unique("meanwhile"), unique("after")]
  await say(before)
  await expect.poll(() => textsOf(ben.page)).toEqual([before])
  const [connection] = await opens(ben.page)
  expect((await ada.request.post("/api/admin/kick", { data: { connection } })).status()).toBe(204)
  // The browser waits some seconds before it comes back.
  await say(meanwhile)
  await expect.poll(() => opens(ben.page), { timeout: 20_000 }).toHaveLength(2)
  await say(after)
  await expect.poll(() => textsOf(ben.page)).toEqual([before, meanwhile, after])
})

test("an EventSource of somebody without the grant, or without a session, is refused and does not come back", async ({
  person,
  page,
  allowConsole,
}) => {
  allowConsole(/40[13]/)
  const eve = await person("eve", "/docs")
  await page.goto("/docs")
  for (const stranger of [eve.page, page]) {
    await listen(stranger)
    await expect.poll(() => readyState(stranger)).toBe(2)
    expect(await opens(stranger)).toEqual([])
  }
})

test("an EventSource ends with its session", async ({ person, allowConsole }) => {
  allowConsole(/401/)
  const ben = await person("ben")
  await listen(ben.page)
  await expect.poll(() => opens(ben.page)).toHaveLength(1)
  const other = await ben.context.newPage()
  await other.goto("/dashboard")
  await other.getByRole("button", { name: "Sign out" }).click()
  await expect(other).not.toHaveURL(/dashboard/)
  await expect.poll(() => readyState(ben.page), { timeout: 20_000 }).toBe(2)
})

test("another site's EventSource is refused, whatever cookie it has", async ({ requestOf }) => {
  const ben = await requestOf("ben")
  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
  ]) {
    const answer = await ben.get(url, { headers: { accept: "text/event-stream", ...headers } })
    expect(answer.status()).toBe(403)
    expect(await answer.json()).toMatchObject({ code: "ORIGIN_FORBIDDEN" })
  }
})
