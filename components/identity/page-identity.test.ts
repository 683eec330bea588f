import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { PageIdentity, tellSessionChanged } from "./page-identity"

const ben = { id: "ben", name: "Ben Castillo" }
const bea = { id: "bea", name: "Bea Lindqvist" }

/** Who is signed in, as the server says; `undefined` for a server that cannot be reached. */
let signedIn: { id: string; name: string } | null | undefined
/** How often the server was asked who is signed in. */
let asked = 0
/** The code with which it refuses what is sent. */
let refusal = "IDENTITY_CHANGED"
let sent: Array<{ path: string; expected: string | null }> = []
const window = new EventTarget()
const document = Object.assign(new EventTarget(), { visibilityState: "visible" })
let stored: string | null = null
const leaves: Array<() => void> = []

beforeEach(() => {
  signedIn = ben
  sent = []
  asked = 0
  refusal = "IDENTITY_CHANGED"
  document.visibilityState = "visible"
  vi.stubGlobal("window", window)
  vi.stubGlobal("document", document)
  vi.stubGlobal("localStorage", {
    getItem: () => stored,
    setItem: (_: string, value: string) => {
      stored = value
    },
  })
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    if (path === "/api/auth/session") {
      asked += 1
      if (signedIn === undefined) throw new TypeError("no network")
      return Response.json(signedIn ? { user: signedIn } : {})
    }
    const expected = new Headers(init.headers).get("expected-identity")
    sent.push({ path, expected })
    if (expected === null || expected === signedIn?.id) return Response.json({})
    return Response.json({ code: refusal }, { status: 409 })
  })
})
afterEach(() => {
  for (const leave of leaves.splice(0)) leave()
  vi.unstubAllGlobals()
})

function pageOf(person: typeof ben) {
  const identity = new PageIdentity()
  const leave = identity.hold(person)
  leaves.push(leave)
  return { identity, leave, now: () => identity.signedIn.getSnapshot() }
}

/** What the browser does in this tab when another one stores something. */
function storeElsewhere(value: string): void {
  stored = value
  window.dispatchEvent(Object.assign(new Event("storage"), { key: "grantway.person" }))
}

test("S-28 requests name the person whom the page shows, and none does once the page was left", async () => {
  const { identity, leave } = pageOf(ben)
  await identity.fetch("/api/wave", { method: "POST" })
  leave()
  await identity.fetch("/api/wave", { method: "POST" })
  expect(sent.map(({ expected }) => expected)).toEqual(["ben", null])
})

test("S-28 what waits for the page's person to be signed in is done at once, after the look, or not at all", async () => {
  const { identity } = pageOf(ben)
  const act = vi.fn()
  void identity.ifShown(act)
  expect(act).toHaveBeenCalledTimes(1)
  storeElsewhere(`?${Math.random()}`)
  const other = identity.ifShown(act)
  expect(act).toHaveBeenCalledTimes(1)
  await other
  expect(act).toHaveBeenCalledTimes(2)
  signedIn = bea
  storeElsewhere(`?${Math.random()}`)
  await identity.ifShown(act)
  await identity.ifShown(act)
  expect(act).toHaveBeenCalledTimes(2)
})

test("S-28 what is tried again is asked in the name of the person of its first try, wherever the page is by then", async () => {
  const { identity, leave, now } = pageOf(ben)
  leave()
  signedIn = bea
  const { status } = await identity.fetch("/api/read", { method: "POST" }, "ben")
  expect([sent.at(-1)?.expected, status]).toEqual(["ben", 409])
  const later = identity.hold(bea)
  leaves.push(later)
  await identity.fetch("/api/read", { method: "POST" }, "ben")
  expect(sent.at(-1)?.expected).toBe("ben")
  expect(now(), "it says nothing about the page of Bea").toEqual({ is: "shown" })
})

test("S-28 a page that slept while its person came back says so when it is looked at", async () => {
  const { now } = pageOf(ben)
  signedIn = bea
  storeElsewhere("bea")
  await vi.waitFor(() => expect(now()).toMatchObject({ is: "other" }))
  signedIn = ben
  stored = "ben"
  window.dispatchEvent(new Event("pageshow"))
  await vi.waitFor(() => expect(now()).toEqual({ is: "shown" }))
})

test("a request that is never answered fails after a while, so that what waits for it goes on", async () => {
  const hang = (_: string, { signal }: RequestInit) =>
    new Promise((_, fail) => signal?.addEventListener("abort", () => fail(signal.reason)))
  vi.stubGlobal("fetch", hang)
  const identity = new PageIdentity({ requestMs: 20 })
  await expect(identity.fetch("/api/read", { method: "POST" })).rejects.toThrow("timeout")
  const unwanted = new AbortController()
  const own = new PageIdentity().fetch("/api/read", { signal: unwanted.signal })
  unwanted.abort(new Error("left"))
  await expect(own, "a signal of the caller's counts instead").rejects.toThrow("left")
})

test("S-28 another person who signs in in another tab is noticed at once, by name", async () => {
  const { now } = pageOf(ben)
  expect(stored).toBe("ben")
  signedIn = bea
  storeElsewhere("bea")
  await vi.waitFor(() => expect(now()).toEqual({ is: "other", name: bea.name }))
})

test("S-28 each session that begins or ends is news to the other tabs, also where no page of a person follows", async () => {
  pageOf(ben)
  const told = [stored]
  for (let times = 0; times < 3; times += 1) {
    tellSessionChanged()
    told.push(stored)
  }
  // A browser passes on what is stored only where it is another value.
  expect(new Set(told).size).toBe(4)
})

test("S-28 a tab that slept meanwhile notices it when it is looked at again", async () => {
  const { now } = pageOf(ben)
  signedIn = bea
  stored = "bea"
  expect(now()).toEqual({ is: "shown" })
  document.dispatchEvent(new Event("visibilitychange"))
  await vi.waitFor(() => expect(now()).toEqual({ is: "other", name: bea.name }))
})

test("S-28 a refusal says that it is another person before their name is known", async () => {
  const { identity, now } = pageOf(ben)
  signedIn = undefined
  await identity.fetch("/api/wave", { method: "POST" })
  expect(now()).toEqual({ is: "other" })
  signedIn = bea
  await identity.check()
  expect(now()).toEqual({ is: "other", name: bea.name })
})

test("S-28 a refusal stands where the session's own answer names the page's person: two cookies disagree", async () => {
  const { identity, now } = pageOf(ben)
  signedIn = ben
  identity.noteOther()
  await vi.waitFor(() => expect(now()).toEqual({ is: "other" }))
  identity.noteOther()
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(now()).toEqual({ is: "other" })
  storeElsewhere("ben")
  await vi.waitFor(() => expect(now()).toEqual({ is: "shown" }))
})

test("S-28 signing out changes nothing, and signing in again as the same person goes on", async () => {
  const { identity, now } = pageOf(ben)
  signedIn = null
  storeElsewhere("")
  await identity.check()
  expect(now()).toEqual({ is: "shown" })
  signedIn = bea
  await identity.check()
  signedIn = ben
  storeElsewhere("ben")
  await vi.waitFor(() => expect(now()).toEqual({ is: "shown" }))
})

test("S-28 the answer to an older question does not replace that to a newer one", async () => {
  const { identity, now } = pageOf(ben)
  const answers: Array<(response: Response) => void> = []
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => answers.push(resolve)))
  const checks = [identity.check(), identity.check()]
  answers[1]?.(Response.json({ user: ben }))
  answers[0]?.(Response.json({ user: bea }))
  await Promise.all(checks)
  expect(now()).toEqual({ is: "shown" })
})

test("S-28 a page whose browser has no storage asks when it is looked at", async () => {
  vi.stubGlobal("localStorage", undefined)
  const { now } = pageOf(ben)
  signedIn = bea
  window.dispatchEvent(new Event("pageshow"))
  await vi.waitFor(() => expect(now()).toEqual({ is: "other", name: bea.name }))
})

test("a conflict of another kind says nothing of who is signed in", async () => {
  const { identity, now } = pageOf(ben)
  signedIn = undefined
  refusal = "ID_CONFLICT"
  expect((await identity.fetch("/api/wave", { method: "POST" })).status).toBe(409)
  expect([now(), asked]).toEqual([{ is: "shown" }, 0])
})

test("S-28 a name that is known stays, where the server refuses again and cannot be asked", async () => {
  const { identity, now } = pageOf(ben)
  signedIn = bea
  await identity.check()
  signedIn = undefined
  await identity.fetch("/api/wave", { method: "POST" })
  expect(now()).toEqual({ is: "other", name: bea.name })
})

test("a tab that nobody looks at asks nothing, and neither does one whose page stores something else", () => {
  pageOf(ben)
  stored = "bea"
  document.visibilityState = "hidden"
  document.dispatchEvent(new Event("visibilitychange"))
  window.dispatchEvent(Object.assign(new Event("storage"), { key: "another" }))
  expect(asked).toBe(0)
  document.visibilityState = "visible"
  document.dispatchEvent(new Event("visibilitychange"))
  expect(asked).toBe(1)
})

test("a page that another one took the place of does not forget that one's person when it is left", async () => {
  const { identity, leave } = pageOf(ben)
  identity.hold(bea)
  leave()
  await identity.fetch("/api/wave", { method: "POST" })
  expect(sent.map(({ expected }) => expected)).toEqual(["bea"])
})
