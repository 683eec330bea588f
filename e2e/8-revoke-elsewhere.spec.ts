/**
 * Step 8 of the walk, on two instances: rights are taken away by a request to one process, and what is open
 * with them on another is silent within a second. Nothing that is said after the answer arrives there.
 */
import type { Page, TestInfo } from "@playwright/test"
import { createMembers, type Member, type Members } from "./attacks/members"
import { administer, CHAT, type Scene, takeables } from "./fixtures/takeables"
import { expect, test } from "./fixtures/test"
import { startTwoApps, type TwoApps } from "./fixtures/two-apps"
import { type WatchedStream, watchStream } from "./fixtures/watched-stream"

const BUDGET_MS = 1_000

let apps: TwoApps
let members: Members
let ada: Member
let scene: Scene
/** Ada's own stream on the other process: what she hears there was told to everybody there. */
let witness: WatchedStream

const TABS_CHAT = "team.blue.chat"

// Three servers and five tabs on one machine.
test.describe.configure({ timeout: 180_000 })

test.beforeAll(async ({ playwright }) => {
  test.setTimeout(120_000)
  apps = await startTwoApps(41)
  const newMembers = () => createMembers(playwright, apps.here.url)
  members = newMembers()
  ada = await members.member("ada")
  scene = { there: apps.there.url, members, ada, newMembers }
  witness = await watchStream(apps.there.url, await ada.token(), [CHAT, TABS_CHAT])
})
test.afterAll(async () => {
  witness?.close()
  await members?.dispose()
  await apps?.stop()
})

const ROUNDS_OF_EACH = 10
const ROUNDS_OF_TABS = 2

test("S-7 what is taken away on one process is silent on another within a second, seventy times", async ({
  playwright: _,
}, info) => {
  const times: Times = { sinceSent: [], sinceAnswered: [] }
  const taken: WatchedStream[] = []
  for (let round = 0; round < ROUNDS_OF_EACH; round += 1) {
    for (const [kind, hold] of Object.entries(takeables)) {
      await test.step(`${kind}, round ${round + 1}`, async () => {
        const holding = await hold(scene)
        const { sent, answered } = await takeAndSay(holding.take)
        const silent = await holding.silent()
        note(times, { sent, answered, silent })
        taken.push(holding.stream)
        await holding.after?.()
      })
    }
  }
  expect(taken.flatMap((stream) => stream.texts()).filter(isSaidTooLate), "said after the answer").toEqual([])
  tell(info, "from a revoke on one process to silence on another", times)
})

test("five tabs of one person fall silent within a second, too", async ({
  browser,
  complaints,
  allowConsole,
}, info) => {
  allowConsole(/403/)
  const benno = await members.member("ben2")
  const context = await browser.newContext({
    baseURL: apps.there.url,
    storageState: await benno.request.storageState(),
  })
  await complaints.watch(context)
  const tabs = await Promise.all(Array.from({ length: 5 }, () => context.newPage()))
  for (const tab of tabs) await tab.goto("/dashboard/team/blue")
  const times: Times = { sinceSent: [], sinceAnswered: [] }
  for (let round = 0; round < ROUNDS_OF_TABS; round += 1) {
    await Promise.all(tabs.map(becomesLive))
    const silent = Promise.all(tabs.map(becomesSilent))
    const { sent, answered, text } = await takeAndSay(() =>
      administer(ada, "admin/end-connections", { id: "ben2" }),
    )
    note(times, { sent, answered, silent: Math.max(...(await silent)) })
    for (const tab of tabs) await expect(tab.getByText(text)).toHaveCount(0)
    for (const tab of tabs) await tab.getByRole("button", { name: "Try again" }).click()
  }
  tell(info, "from a revoke on one process to silence in five tabs on another", times)
  await context.close()
})

/** Milliseconds to silence, per round. */
interface Times {
  readonly sinceSent: number[]
  /** 0 where it was silent before the answer came. */
  readonly sinceAnswered: number[]
}

function note(
  times: Times,
  { sent, answered, silent }: Record<"sent" | "answered" | "silent", number>,
): void {
  times.sinceSent.push(silent - sent)
  times.sinceAnswered.push(Math.max(0, silent - answered))
}

const TOO_LATE = "said after the answer"
const isSaidTooLate = (text: string) => text.startsWith(TOO_LATE)
let said = 0

/** Takes something away and, as soon as that is answered, says something that must not arrive there any more. */
async function takeAndSay(
  take: () => Promise<void>,
): Promise<{ sent: number; answered: number; text: string }> {
  const text = `${TOO_LATE} ${++said}`
  const sent = Date.now()
  await take()
  const answered = Date.now()
  for (const channel of [CHAT, TABS_CHAT]) {
    expect((await ada.say(channel, { text })).status()).toBe(200)
    await witness.hears(channel, text)
  }
  return { sent, answered, text }
}

const badge = (tab: Page) => tab.getByRole("status", { name: "Connection" })

async function becomesLive(tab: Page): Promise<void> {
  await expect(badge(tab)).toHaveText("Live")
}

/** When the page said so: told by the page itself, since asking five tabs from here takes its time. */
function becomesSilent(tab: Page): Promise<number> {
  return tab.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const observer = new MutationObserver(look)
        observer.observe(document.body, { subtree: true, childList: true, characterData: true })
        look()
        function look() {
          const badge = document.querySelector("[aria-label=Connection]")
          if (!badge?.textContent?.includes("This right was taken away")) return
          observer.disconnect()
          resolve(Date.now())
        }
      }),
  )
}

function tell(info: TestInfo, title: string, { sinceSent, sinceAnswered }: Times): void {
  const summary = `${figures(sinceSent)} since the request, ${figures(sinceAnswered)} since its answer, of ${sinceSent.length}`
  info.annotations.push({ type: title, description: summary })
  process.stdout.write(`    ${title}: ${summary}\n`)
  expect(Math.max(...sinceAnswered), `${title}, in ms`).toBeLessThanOrEqual(BUDGET_MS)
}

function figures(times: readonly number[]): string {
  const sorted = times.map(Math.round).sort((a, b) => a - b)
  return `median ${sorted[Math.floor(sorted.length / 2)]} ms, worst ${sorted.at(-1)} ms`
}
