import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import type { AuthToken } from "./given-token"
import { RealtimeError } from "./realtime-error"
import {
  granting,
  refusing,
  type ScriptedServer,
  scriptedToken,
  startScriptedServer,
} from "./scripted-server"
import { TokenSource } from "./token-source"
import { MAX_REFRESHES } from "./token-story"

let server: ScriptedServer
let now = 0

beforeEach(async () => {
  server = await startScriptedServer()
  now = 1_000_000
})

afterEach(() => server.close())

function source(authToken?: AuthToken, random = 1): TokenSource {
  return new TokenSource({
    authToken,
    channelsEndpoint: `${server.origin}/api/channels`,
    fetch,
    now: () => now,
    random: () => random,
    requestMs: 2_000,
    leadMs: 30_000,
  })
}

test("R-19 a token is fetched once however many ask", async () => {
  const tokens = source()
  const [first, ...others] = await Promise.all([tokens.read(), tokens.read(), tokens.renew()])
  expect(others).toEqual([first, first])
  expect(await tokens.read()).toBe(first)
  expect(server.askedOf("authenticate")).toHaveLength(1)
})

test("R-19 a token is used while it is valid and fetched again when it ended", async () => {
  const tokens = source()
  const first = await tokens.read()
  now = first.expiresAt - 1
  expect(await tokens.read()).toBe(first)
  now = first.expiresAt
  expect((await tokens.read()).text).not.toBe(first.text)
})

test("R-16 the request for a token includes cookies and has a JSON body", async () => {
  const seen: RequestInit[] = []
  const tokens = new TokenSource({
    authToken: undefined,
    channelsEndpoint: `${server.origin}/api/channels`,
    fetch: (input, init) => {
      if (init) seen.push(init)
      return fetch(input, init)
    },
    now: () => now,
    random: Math.random,
    requestMs: 2_000,
    leadMs: 30_000,
  })
  await tokens.read()
  expect(seen[0]?.credentials).toBe("include")
  const [asked] = server.askedOf("authenticate")
  expect(asked?.method).toBe("POST")
  expect(asked?.headers["content-type"]).toBe("application/json")
})

describe("R-19 a token is due before its end", () => {
  test.each([
    { life: 3600, due: 2880, why: "at 80 % of a long life" },
    { life: 100, due: 70, why: "30 s before the end of a shorter one" },
    { life: 40, due: 20, why: "at half of a very short one" },
  ])("$why", async ({ life, due }) => {
    server.script.authenticate = () => granting(undefined, life)
    const { refreshAt, expiresAt } = await source().read()
    expect(refreshAt - now).toBeCloseTo(due * 1000, 3)
    expect(expiresAt - now).toBe(life * 1000)
  })

  test("earlier by chance, so that tabs opened together are kept apart", async () => {
    expect((await source(undefined, 0).read()).refreshAt - now).toBeCloseTo(2880 * 1000 * 0.95, 3)
  })

  test("by the token's own times: the browser's clock may be wrong by years", async () => {
    now = 0
    expect((await source().read()).expiresAt).toBe(3_600_000)
  })
})

test("R-13 a string is the token", async () => {
  const text = scriptedToken({ rooms: ["team.blue.chat"] })
  const token = await source(text).read()
  expect(token).toMatchObject({ text, grants: [{ name: "team.blue.chat" }] })
  expect(server.asked).toEqual([])
})

test("R-14 a function gives the token, once while it is valid", async () => {
  const give = vi.fn(() => scriptedToken())
  const tokens = source(give)
  const { text } = await tokens.read()
  expect((await tokens.read()).text).toBe(text)
  expect(give).toHaveBeenCalledOnce()
})

test("R-15 an async function gives the token, once for all who wait", async () => {
  const give = vi.fn(async () => scriptedToken())
  const tokens = source(give)
  const [a, b] = await Promise.all([tokens.read(), tokens.read()])
  expect(a).toBe(b)
  expect(give).toHaveBeenCalledOnce()
})

test("null goes without a token", async () => {
  expect(await source(null).read()).toMatchObject({ text: undefined, grants: [] })
})

test("a function that has no token to give is no reason to try for ever", async () => {
  const careless = (() => undefined) as unknown as () => string
  await expect(source(careless).read()).rejects.toMatchObject({ data: { type: "AUTH_REQUIRED" } })
})

test("a function may throw a refusal of its own; anything else is the network", async () => {
  const refuse = () => {
    throw new RealtimeError({ type: "ACCOUNT_SUSPENDED" })
  }
  const fail = () => Promise.reject(new TypeError("fetch failed"))
  await expect(source(refuse).read()).rejects.toMatchObject({ data: { type: "ACCOUNT_SUSPENDED" } })
  await expect(source(fail).read()).rejects.toMatchObject({ data: { type: "NETWORK" } })
})

test("a refused token is not said again: a string stays refused, without a request", async () => {
  const tokens = source(scriptedToken())
  const error = new RealtimeError({ type: "TOKEN_EXPIRED" })
  const token = await tokens.read()
  expect(tokens.refuse(token, error)).toBe(true)
  expect(tokens.refuse(token, error)).toBe(false)
  await expect(tokens.read()).rejects.toBe(error)
  tokens.forget()
  expect((await tokens.read()).text).toBe(token.text)
})

test("M-22 a refusal of the token endpoint keeps its code and its sentence", async () => {
  server.script.authenticate = () => refusing("EMAIL_NOT_VERIFIED", 403)
  await expect(source().read()).rejects.toMatchObject({
    message: "Title of EMAIL_NOT_VERIFIED",
    data: { type: "EMAIL_NOT_VERIFIED", status: 403 },
  })
})

test("an answer of another form, or none, is the network's", async () => {
  server.script.authenticate = () => ({ type: "text/html", body: "<h1>Welcome to the hotel</h1>" })
  await expect(source().read()).rejects.toMatchObject({ data: { type: "NETWORK" } })
  server.script.authenticate = () => ({ body: { token: 7 } })
  await expect(source().read()).rejects.toMatchObject({ data: { type: "NETWORK" } })
})

test("the story of the tokens tells claims and times, never the signature, and forgets what is not used any more", async () => {
  const tokens = source()
  const told = vi.fn()
  tokens.story.subscribe(told)
  expect(tokens.story.getSnapshot()).toEqual({ token: undefined, refreshes: [] })
  const first = await tokens.read()
  now += 60_000
  const second = await tokens.renew()
  const story = tokens.story.getSnapshot()
  expect(story.token?.claims).toMatchObject({ sub: "ben", permissions: { rooms: ["team.red.chat"] } })
  expect(story.refreshes).toEqual([
    { at: 1_000_000, expiresAt: first.expiresAt },
    { at: 1_060_000, expiresAt: second.expiresAt },
  ])
  expect(JSON.stringify(story)).not.toContain("signature")
  expect(told).toHaveBeenCalledTimes(2)
  tokens.refuse(second, new RealtimeError({ type: "TOKEN_EXPIRED" }))
  expect(tokens.story.getSnapshot()).toEqual({ token: undefined, refreshes: story.refreshes })
})

test("the story keeps the latest refreshes only", async () => {
  const tokens = source()
  for (let count = 0; count < MAX_REFRESHES + 3; count += 1) {
    now += 1000
    await tokens.renew()
  }
  const { refreshes } = tokens.story.getSnapshot()
  expect(refreshes).toHaveLength(MAX_REFRESHES)
  expect(refreshes.at(-1)?.at).toBe(now)
})

test("without a token, and with one that is no JWT, there are no claims to show", async () => {
  const none = source(null)
  await none.read()
  expect(none.story.getSnapshot()).toEqual({ token: undefined, refreshes: [] })
  const opaque = source("opaque")
  await opaque.read()
  expect(opaque.story.getSnapshot().token).toBeUndefined()
})
