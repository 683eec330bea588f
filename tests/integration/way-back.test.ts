/** A sign-in that fails on its way leads to the page to sign in, and from there to where the person was going. */
import { afterEach, beforeEach, expect, test } from "vitest"
import { setEnv } from "@/lib/env"
import { roomInThisMinute } from "./minute"
import { openBrowser } from "./sign-in-browser"
import { startSignInWorld } from "./sign-in-world"

startSignInWorld()
beforeEach(() => void setEnv({ GITHUB_ID: "Iv1.8a61f9b3", GITHUB_SECRET: "8a61f9b3a7" }))
afterEach(() => void setEnv({ GITHUB_ID: "", GITHUB_SECRET: "" }))

const OWN = "http://localhost:3000"
const WANTED = "/dashboard/team/red?tab=chat"

/** A browser that was led to GitHub on its way to a page. */
async function atGitHub(browser = openBrowser()) {
  const { url } = await (await browser.post("signin/github", { callbackUrl: WANTED })).json()
  expect(new URL(url).origin).toBe("https://github.com")
  return { browser, state: new URL(url).searchParams.get("state") ?? "" }
}

/** Follows redirects as far as the page to sign in. */
async function signInPageAfter(browser: ReturnType<typeof openBrowser>, path: string) {
  let location = `${OWN}/api/auth/${path}`
  for (let hops = 0; hops < 4; hops += 1) {
    const { pathname, search, searchParams, origin } = new URL(location, OWN)
    expect(origin).toBe(OWN)
    if (pathname === "/sign-in") {
      const callbackUrl = searchParams.get("callbackUrl")
      return { error: searchParams.get("error"), callbackUrl: callbackUrl?.replace(OWN, "") ?? null }
    }
    const headers = { "sec-fetch-mode": "navigate" }
    const answer = await browser.send(`${pathname.replace("/api/auth/", "")}${search}`, { headers })
    location = answer.headers.get("location") ?? ""
  }
  throw new Error(`It leads to ${location}.`)
}

test.each([
  ["the person said no", (state: string) => `callback/github?error=access_denied&state=${state}`, "Callback"],
  ["the state is lost", () => "callback/github?code=made-up", "OAuthCallback"],
  ["the state is another one", () => "callback/github?code=made-up&state=made-up", "OAuthCallback"],
  ["access was denied", () => "error?error=AccessDenied", "AccessDenied"],
  ["it is said without an error", () => "error", "Default"],
  ["it is said with nothing that is an error", () => "error?error=%E2%98%83", "Default"],
])("where %s, it leads back to where they were going", async (_what, path, error) => {
  const { browser, state } = await atGitHub()
  expect(await signInPageAfter(browser, path(state))).toEqual({ error, callbackUrl: WANTED })
})

test("too many returns from GitHub lead back to where they were going, too", async () => {
  await roomInThisMinute()
  setEnv({ VERCEL: "1" })
  const { browser } = await atGitHub(openBrowser({ from: "203.0.113.7" }))
  const path = "callback/github?code=made-up&state=made-up"
  const errors: Array<string | null> = []
  for (let times = 0; times < 31; times += 1) {
    // next-auth takes it away with each failure.
    browser.jar.set("next-auth.state", "made-up")
    const { error, callbackUrl } = await signInPageAfter(browser, path)
    expect(callbackUrl).toBe(WANTED)
    errors.push(error)
  }
  Reflect.deleteProperty(process.env, "VERCEL")
  expect(errors.at(-1)).toBe("TooManyTries")
})

test.each([
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "javascript:alert(1)",
  "%",
  "%E0%A4%A",
])("%j in the cookie leads to no other site", async (value) => {
  for (const path of ["callback/github?code=made-up", "error?error=AccessDenied"]) {
    const browser = openBrowser()
    for (const cookie of [value, encodeURIComponent(value)]) {
      browser.jar.set("next-auth.callback-url", cookie)
      const { callbackUrl } = await signInPageAfter(browser, path)
      expect([null, "/dashboard"]).toContain(callbackUrl)
    }
  }
})

test("who was going nowhere is led nowhere", async () => {
  const { callbackUrl } = await signInPageAfter(openBrowser(), "callback/github?code=made-up")
  expect(callbackUrl).toBeNull()
})
