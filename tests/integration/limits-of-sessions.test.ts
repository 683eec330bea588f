/** How often one session may be asked for, and what more costs Redis. */
import { expect, test } from "vitest"
import { ASK_RATE } from "@/lib/auth/ended-sessions"
import { DEMO_PASSWORD } from "@/lib/people/demo-people"
import { countUntilLimited, inGroups } from "./in-groups"
import { leastCommands } from "./least-commands"
import { openBrowser } from "./sign-in-browser"
import { startSignInWorld } from "./sign-in-world"

const { upstash } = startSignInWorld()

async function signedIn() {
  const browser = openBrowser()
  await browser.signIn("ben@grantway.example", DEMO_PASSWORD)
  return browser
}

async function expectTooMany(answer: Response): Promise<void> {
  const { code, retryAfter } = await answer.json()
  expect([answer.status, code]).toEqual([429, "RATE_LIMITED"])
  expect(answer.headers.get("retry-after")).toBe(String(retryAfter))
}

test("S-13 who is signed in is asked so often per session, and more costs nothing", async () => {
  const [browser, other] = [await signedIn(), await signedIn()]
  const allowed = await countUntilLimited(() => browser.send("session"))
  expect(allowed).toBeGreaterThanOrEqual(ASK_RATE.max)
  expect(allowed).toBeLessThan(2 * ASK_RATE.max)
  await expectTooMany(await browser.send("session"))
  expect(await leastCommands(upstash(), () => inGroups(40, () => browser.send("session")))).toBe(0)
  const { user } = await (await other.send("session")).json()
  expect(user, "another session").toMatchObject({ id: "ben" })
}, 120_000)
