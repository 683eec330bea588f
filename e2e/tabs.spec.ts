/** One stream per browser: tabs of one person share a connection, and another tab takes over when one dies. */
import { setTimeout as pause } from "node:timers/promises"
import type { BrowserContext, Page } from "@playwright/test"
import { createMembers, type Member, type Members } from "./attacks/members"
import type { PersonId } from "./fixtures/people"
import { people } from "./fixtures/people"
import { signInOver } from "./fixtures/sign-in"
import { shownAt, textsOf, type WatchedTabs, watchTabs } from "./fixtures/tabs"
import { expect, test } from "./fixtures/test"

const badge = { name: "Connection" }
const CHAT = "team.blue.chat"
const CHAT_PAGE = "/dashboard/team/blue"
/** Two more than a browser has connections to one host over HTTP/1.1. */
const TABS = 8
const TAKEN_OVER_WITHIN_MS = 2_000

// Eight pages of one browser start on two cores.
test.describe.configure({ timeout: 120_000 })

let members: Members
let ada: Member
let said = 0
const unique = (text: string) => `${text} ${Date.now()}-${++said}.`

test.beforeAll(async ({ playwright, baseURL }) => {
  members = createMembers(playwright, baseURL ?? "")
  ada = await members.member("ada")
})
test.afterAll(() => members?.dispose())

const contexts: BrowserContext[] = []
test.afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

test.beforeEach(({ browser, complaints }) => {
  openBrowser = async (id) => {
    const context = await browser.newContext()
    contexts.push(context)
    await complaints.watch(context)
    // A session of its own: these tests end it.
    await signInOver(context.request, people[id].email)
    return { context, tabs: await watchTabs(context) }
  }
})
let openBrowser: (id: PersonId) => Promise<{ context: BrowserContext; tabs: WatchedTabs }>

async function openTabs(tabs: WatchedTabs, count = TABS): Promise<void> {
  for (let n = 0; n < count; n += 1) await tabs.open(CHAT_PAGE)
}

async function say(text: string): Promise<void> {
  expect((await ada.say(CHAT, { text })).status()).toBe(200)
}

/** How many connections the admins' page counts for Benno Haas. */
async function connections(): Promise<number> {
  const page = await (await ada.request.get("/dashboard/admin/connections")).text()
  return new Set(page.match(/Kick connection [0-9a-f]{8} of Benno Haas/g)).size
}

test("eight tabs over HTTP/1.1 are all live over one connection, and say no token to each other", async () => {
  const { tabs } = await openBrowser("ben2")
  await openTabs(tabs)
  await expect.poll(connections).toBe(1)
  const text = unique("to all eight")
  await say(text)
  for (const page of tabs.pages) await expect(page.getByText(text)).toHaveCount(1)
  const follower = tabs.pages.find((page) => page !== tabs.leader())
  const answer = unique("by one that does not lead")
  await follower?.getByLabel("Message").fill(answer)
  await follower?.getByLabel("Message").press("Enter")
  for (const page of tabs.pages) await expect(page.getByText(answer)).toHaveCount(1)
  for (const page of tabs.pages) await expect(page.getByRole("status", badge)).toHaveText("Live")

  const spoken = await tabs.said()
  expect(spoken).toContain(text)
  // At least the tabs that opened a stream or said something had one.
  expect(tabs.tokens.size).toBeGreaterThan(1)
  for (const token of tabs.tokens) {
    for (const part of token.split(".").slice(1)) expect(spoken, "a part of a token").not.toContain(part)
  }
})

test("the leading tab dies while somebody talks: another takes over within two seconds, and nothing is lost or told twice", async ({
  playwright: _,
}, info) => {
  const { tabs } = await openBrowser("ben2")
  await openTabs(tabs)
  const times: number[] = []
  const talk = startTalk(unique("talk"))
  for (const end of [close, close, close, crash]) {
    const leader = tabs.leader()
    const others = tabs.pages.filter((page) => page !== leader)
    const start = Date.now()
    await end(leader)
    // Said after the end: what was on its way before may still have come by the leader that ended.
    const next = talk.next()
    const shown = await Promise.all(others.map((page) => shownAt(page, next)))
    times.push(Math.max(...shown) - start)
  }
  const texts = await talk.stop()
  for (const page of tabs.pages) {
    await expect(page.getByText(texts.at(-1) ?? "")).toBeVisible()
    expect(await textsOf(page, talk.prefix)).toEqual(texts)
    await expect(page.getByRole("status", badge)).toHaveText("Live")
  }
  expect(tabs.pages).toHaveLength(TABS - times.length)
  await expect.poll(connections).toBe(1)
  const summary = `${times.join(", ")} ms until what was said next was shown in all others (the last one crashed)`
  info.annotations.push({ type: "the leading tab dies", description: summary })
  process.stdout.write(`    the leading tab dies: ${summary}\n`)
  expect(Math.max(...times)).toBeLessThanOrEqual(TAKEN_OVER_WITHIN_MS)
})

/** Ada talks, one message after the other, at the pace of somebody in a hurry. */
function startTalk(prefix: string) {
  const texts: string[] = []
  const textOf = (n: number) => `${prefix} ${n};`
  let isTalking = true
  const talking = (async () => {
    while (isTalking) {
      texts.push(textOf(texts.length + 1))
      await say(texts.at(-1) ?? "")
      await pause(40)
    }
  })()
  return {
    prefix,
    /** What is said next. */
    next: () => textOf(texts.length + 1),
    async stop() {
      isTalking = false
      await talking
      return texts
    },
  }
}

async function close(page: Page): Promise<void> {
  await page.close()
}

async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const crashed = page.waitForEvent("crash")
  void session.send("Page.crash").catch(() => undefined)
  await crashed
  await page.close()
}

test("ending the connections of somebody reaches every tab of theirs, and so does their way back", async ({
  allowConsole,
}) => {
  allowConsole(/403/)
  const { tabs } = await openBrowser("ben2")
  await openTabs(tabs, 3)
  expect((await ada.request.post("/api/admin/end-connections", { data: { id: "ben2" } })).status()).toBe(204)
  for (const page of tabs.pages) {
    await expect(page.getByRole("status", badge)).toHaveText("Refused: This right was taken away")
  }
  const text = unique("for nobody here")
  await say(text)
  for (const page of tabs.pages) await expect(page.getByText(text)).toHaveCount(0)
  await expect.poll(connections).toBe(0)
  for (const page of tabs.pages) await page.getByRole("button", { name: "Try again" }).click()
  for (const page of tabs.pages) await expect(page.getByRole("status", badge)).toHaveText("Live")
  await expect.poll(connections).toBe(1)
})

test("somebody else who signs in in the same browser shares nothing with whoever was there before", async ({
  allowConsole,
}) => {
  allowConsole(/40[139]/)
  const { context, tabs } = await openBrowser("ben2")
  await openTabs(tabs, 2)
  const [old] = tabs.pages
  if (!old) throw new Error("Two tabs are open.")
  // Without signing out: the first session lives on, and its tabs end their stream by themselves.
  await signInOver(context.request, people.eve.email)
  const eves = await tabs.open("/dashboard")
  await expect(old.getByRole("alert", { name: /You are now signed in as Eve/ })).toBeVisible()
  const streamsBefore = tabs.streams()
  const text = unique("not for Eve")
  await say(text)
  for (const page of [old, eves]) await expect(page.getByText(text)).toHaveCount(0)
  const heard = await eves.evaluate(() => JSON.stringify(Reflect.get(window, "saidToTabs")))
  const hers = namesOf(heard)
  const his = namesOf(await old.evaluate(() => JSON.stringify(Reflect.get(window, "saidToTabs"))))
  expect(hers.length * his.length, "both say something").toBeGreaterThan(0)
  expect(hers.filter((name) => his.includes(name))).toEqual([])
  expect(heard).not.toContain("ben2")
  expect(tabs.streams()).toBe(streamsBefore)
})

test("signing out in one tab ends the stream in all, and whoever signs in next hears nothing of it", async ({
  allowConsole,
}) => {
  allowConsole(/40[139]/)
  const { context, tabs } = await openBrowser("ben2")
  await openTabs(tabs, 3)
  const [old, other, leaving] = tabs.pages
  if (!old || !other || !leaving) throw new Error("Three tabs are open.")
  await leaving.getByRole("button", { name: "Sign out" }).click()
  for (const page of [old, other]) {
    await expect(page.getByRole("status", badge)).toHaveText("Refused: Authentication required")
  }
  await signInOver(context.request, people.ada.email)
  await leaving.goto("/dashboard/team/blue")
  await expect(leaving.getByRole("status", badge)).toHaveText("Live")
  const text = unique("for Ada alone")
  await say(text)
  await expect(leaving.getByText(text)).toHaveCount(1)
  for (const page of [old, other]) await expect(page.getByText(text)).toHaveCount(0)
})

/** The names of the talks in what a tab said. */
function namesOf(said: string): string[] {
  return [...new Set(JSON.parse(said).map(([name]: [string]) => name))] as string[]
}
