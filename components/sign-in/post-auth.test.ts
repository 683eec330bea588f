import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { signOut } from "@/components/dashboard/sign-out"
import { postAuth, readAnswer } from "./post-auth"
import { type Attempt, signInWithGitHub, signInWithPassword } from "./sign-in"

const ORIGIN = "https://app.example.org"
const CSRF = "/api/auth/csrf"
const token = () => Response.json({ csrfToken: "good" })
const leadingTo = (path: string, status = 200) => Response.json({ url: ORIGIN + path }, { status })
const page = (status: number) => new Response("<h1>Hello</h1>", { status })
const problem = (code: string, title: string) =>
  Response.json({ code, title, type: "/docs/errors" }, { status: 503 })
const fails = () => Promise.reject(new TypeError("Failed to fetch"))

/** What each address answers. One that is not here must not be asked. */
let answers: Record<string, () => Response | Promise<Response>>
let asked: string[]
const assign = vi.fn()

beforeEach(() => {
  answers = { [CSRF]: token }
  asked = []
  assign.mockClear()
  vi.useFakeTimers()
  vi.stubGlobal("window", { location: { origin: ORIGIN, assign } })
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path)
    const answer = answers[path]
    if (!answer) throw new Error(`${path} was asked.`)
    return answer()
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test.each([
  ["an address of ours", 200, { url: `${ORIGIN}/dashboard` }, { is: "done" }],
  [
    "a wrong password",
    401,
    { url: `${ORIGIN}/api/auth/error?error=CredentialsSignin` },
    { is: "refused", error: "CredentialsSignin" },
  ],
  [
    "an error with 200",
    200,
    { url: `${ORIGIN}/api/auth/error?error=OAuthSignin` },
    { is: "refused", error: "OAuthSignin" },
  ],
  [
    "a problem",
    503,
    { code: "UNAVAILABLE", title: "Not available just now", retryAfter: 5 },
    {
      ...{ is: "refused", code: "UNAVAILABLE", retryAfter: 5 },
      sentence: "Not available just now. Try again in a moment.",
    },
  ],
])("%s is an answer of the app", (_what, status, body, answer) => {
  expect(readAnswer({ ok: status === 200, body }, true)).toMatchObject(answer)
})

test.each([
  ["HTML", 200, undefined],
  ["HTML with 502", 502, undefined],
  ["JSON of another program", 200, { status: "ok" }],
  ["an address that is none", 200, { url: "welcome" }],
  ["an address that is a number", 200, { url: 7 }],
  ["a list", 200, [{ url: `${ORIGIN}/` }]],
  ["a word", 200, "done"],
  ["nothing", 200, null],
  ["an address with 502", 502, { url: `${ORIGIN}/dashboard` }],
  ["a problem with 200", 200, { code: "UNAVAILABLE", title: "Not available just now" }],
  ["a problem of another program", 503, { title: "Service Unavailable" }],
  ["a code that is none of ours", 503, { code: "E42", title: "Service Unavailable" }],
  ["a code of all objects", 503, { code: "toString", title: "Service Unavailable" }],
  ["401 of a proxy", 401, { message: "Unauthorized" }],
])("%s is no answer of the app", (_what, status, body) => {
  const lost = { is: "lost", why: "unreadable", sent: true }
  expect(readAnswer({ ok: status === 200, body }, true)).toEqual(lost)
})

test("without a CSRF token nothing is posted, whatever came in its place", async () => {
  const unreadable = { is: "lost", why: "unreadable", sent: false }
  for (const [answer, expected] of [
    [fails, { ...unreadable, why: "unreachable" }],
    [() => page(200), unreadable],
    [() => page(502), unreadable],
    [() => Response.json({ csrfToken: 7 }), unreadable],
    [() => leadingTo("/dashboard"), unreadable],
    [() => problem("UNAVAILABLE", "Not available just now"), { is: "refused", code: "UNAVAILABLE" }],
  ] as const) {
    answers = { [CSRF]: answer }
    expect(await postAuth("signout", {})).toMatchObject(expected)
  }
  expect(new Set(asked)).toEqual(new Set([CSRF]))
})

test("what hangs is given up, by its headers and by its body", async () => {
  const hanging = [() => new Promise<Response>(() => {}), () => new Response(new ReadableStream())]
  for (const answer of hanging) {
    for (const path of [CSRF, "/api/auth/signout"]) {
      answers = { [CSRF]: token, [path]: answer }
      const posted = postAuth("signout", {})
      await vi.advanceTimersByTimeAsync(14_000)
      expect(await Promise.race([posted, "waiting"])).toBe("waiting")
      await vi.advanceTimersByTimeAsync(2_000)
      expect(await posted).toEqual({ is: "lost", why: "unreachable", sent: path !== CSRF })
    }
  }
})

test("both requests together are given up after 15 seconds", async () => {
  answers = {
    [CSRF]: () => new Promise((answer) => setTimeout(() => answer(token()), 13_000)),
    "/api/auth/signout": () => new Promise(() => {}),
  }
  const posted = postAuth("signout", {})
  await vi.advanceTimersByTimeAsync(14_000)
  expect(asked).toEqual([CSRF, "/api/auth/signout"])
  expect(await Promise.race([posted, "waiting"])).toBe("waiting")
  await vi.advanceTimersByTimeAsync(1_500)
  expect(await Promise.race([posted, "waiting"])).toEqual({ is: "lost", why: "unreachable", sent: true })
})

test("a CSRF token that comes too late posts nothing", async () => {
  answers[CSRF] = () => new Promise((answer) => setTimeout(() => answer(token()), 16_000))
  const posted = postAuth("signout", {})
  await vi.advanceTimersByTimeAsync(20_000)
  expect(await posted).toEqual({ is: "lost", why: "unreachable", sent: false })
  expect(asked).toEqual([CSRF])
})

const PASSWORD_POST = "/api/auth/callback/credentials"
function signIn(): Promise<Attempt> {
  const form = new FormData()
  form.set("email", "ben@grantway.example")
  form.set("password", "typed")
  return signInWithPassword(form, "/dashboard/team/red")
}

test("a password that was looked at is told apart from one that was not", async () => {
  answers[PASSWORD_POST] = () => leadingTo("/api/auth/error?error=CredentialsSignin", 401)
  expect(await signIn()).toEqual({
    wrongPassword: "typed",
    error: "This email and this password do not belong together.",
  })
  for (const answer of [
    () => page(401),
    () => page(200),
    fails,
    () => leadingTo("/api/auth/signin?csrf=true"),
    () => Response.json({ url: `${ORIGIN}/sign-in?error=TooManyTries`, retryAfter: 42 }, { status: 429 }),
    () => problem("UNAVAILABLE", "Not available just now"),
  ]) {
    answers[PASSWORD_POST] = answer
    const attempt = await signIn()
    expect(attempt).toEqual({ error: expect.stringMatching(/try again/i) })
    expect(attempt.error).not.toMatch(/undefined|do not belong together/)
  }
  answers[PASSWORD_POST] = () => problem("ORIGIN_FORBIDDEN", "This request came from another site")
  expect(await signIn(), "trying again would not help").toEqual({
    error: "This request came from another site.",
  })
  expect(assign).not.toHaveBeenCalled()
})

test("a sign-in leads to where the person was going, whatever address the answer names", async () => {
  answers[PASSWORD_POST] = () => leadingTo("/elsewhere")
  expect(await signIn()).toEqual({ leadsTo: "/dashboard/team/red" })
  expect(assign.mock.calls).toEqual([["/dashboard/team/red"]])
})

test("signing in with GitHub leads to GitHub and nowhere else", async () => {
  const atGitHub = "https://github.com/login/oauth/authorize?client_id=x"
  answers["/api/auth/signin/github"] = () => Response.json({ url: atGitHub })
  expect(await signInWithGitHub("/dashboard")).toEqual({ leadsTo: atGitHub })
  assign.mockClear()
  for (const url of [
    `${ORIGIN}/dashboard`,
    `${ORIGIN}/api/auth/signin?csrf=true`,
    "https://github.com.evil.example/",
    "https://github.com@evil.example/",
    "http://github.com/",
    "javascript:alert(1)",
    "/dashboard",
  ]) {
    answers["/api/auth/signin/github"] = () => Response.json({ url })
    expect(await signInWithGitHub("/dashboard"), url).toEqual({ error: expect.stringMatching(/try again/i) })
  }
  expect(assign).not.toHaveBeenCalled()
})

test("a sign-out whose answer is lost is told neither as done nor as not done", async () => {
  answers["/api/auth/signout"] = fails
  expect((await signOut())?.title).toBe("You may still be signed in")
  answers[CSRF] = fails
  expect((await signOut())?.title).toBe("You are still signed in")
})

test("a sign-out that the server refused says that the person is still signed in", async () => {
  answers["/api/auth/signout"] = () => problem("UNAVAILABLE", "Not available just now")
  expect(await signOut()).toEqual({
    title: "You are still signed in",
    description: "Not available just now. Try again in a moment.",
  })
  // A proxy says nothing of what the server did.
  answers["/api/auth/signout"] = () => Response.json({ message: "no healthy upstream" }, { status: 503 })
  expect((await signOut())?.title).toBe("You may still be signed in")
})

test("a sign-out of a page whose person is no longer the one signed in says who is", async () => {
  answers["/api/auth/signout"] = () =>
    Response.json({ code: "IDENTITY_CHANGED", title: "Another person is signed in now" }, { status: 409 })
  expect(await signOut()).toEqual({
    title: "Not signed out",
    description: "Another person is signed in now.",
  })
})
