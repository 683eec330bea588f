/** Wrong passwords by the hundred: the server stays there for everybody else, and the right person gets in. */
import type { APIRequestContext, PlaywrightWorkerArgs } from "@playwright/test"
import { roomInThisMinute } from "../../tests/integration/minute"
import { demoPassword, people } from "../fixtures/people"
import { type OwnServer, startOwnServer } from "./own-server"
import { expect, test } from "./siege"
import { median, newAddress, newEmail, openClient, startFlood } from "./sign-in-flood"

/** One server for this file, behind a proxy that the test plays: so it has as many addresses as it likes. */
let server: OwnServer
const contexts: APIRequestContext[] = []

test.beforeAll(async () => {
  server = startOwnServer(30, { TRUSTED_PROXY_HOPS: "1" })
  expect(await server.started, server.written()).toBe(undefined)
})
test.afterAll(async () => {
  for (const context of contexts) await context.dispose()
  await server.stop()
})

async function newClient(playwright: PlaywrightWorkerArgs["playwright"]) {
  const context = await playwright.request.newContext({ baseURL: server.url })
  contexts.push(context)
  return { request: context, send: await openClient(context) }
}

const TOO_MANY = { status: 429, code: "RATE_LIMITED" }

/** Messages were ten seconds late, since all that came was hashed. How much longer one takes, the benchmark tells. */
const PUBLISHED_WITHIN_MS = 5_000

test("S-3 authorised messages are published while strangers flood the sign-in", async ({
  playwright,
  siege,
}) => {
  test.setTimeout(240_000)
  const ben = await newClient(playwright)
  const signedIn = await ben.send({
    from: newAddress(),
    email: people.ben.email,
    password: demoPassword,
  })
  expect(signedIn.status()).toBe(200)
  const { token } = await (await ben.request.post("/api/realtime-token")).json()

  async function publishTimes(): Promise<number[]> {
    const times: number[] = []
    for (let index = 0; index < 10; index += 1) {
      const startedAt = performance.now()
      const answer = await ben.request.post("/api/channels/publish", {
        headers: { authorization: `Bearer ${token}` },
        data: { channel: "team.red.chat", data: { text: "in the middle of a flood" } },
      })
      times.push(performance.now() - startedAt)
      expect(answer.status()).toBe(200)
    }
    return times
  }

  const strangers = await newClient(playwright)
  await publishTimes()
  const [quiet, flooded]: [number[], number[]] = [[], []]
  for (let round = 0; round < 3; round += 1) {
    quiet.push(...(await publishTimes()))
    const flood = startFlood(strangers.send)
    await flood.full
    flooded.push(...(await publishTimes()))
    await flood.stop()
  }
  await siege.harmless("a flood of sign-ins", async () => {
    const ratio = median(flooded) / median(quiet)
    test.info().annotations.push({
      type: "publish",
      description: `${median(quiet).toFixed(1)} ms alone, ${median(flooded).toFixed(1)} ms in a flood: ${ratio.toFixed(2)}`,
    })
    expect(Math.max(...flooded)).toBeLessThan(PUBLISHED_WITHIN_MS)
  })
})

test("S-3 400 sign-ins with as many emails at once: at most 60 of an address are hashed, and all are answered", async ({
  playwright,
  siege,
}) => {
  test.slow()
  await roomInThisMinute()
  const strangers = await newClient(playwright)
  const from = newAddress()
  const answers = await Promise.all(
    Array.from({ length: 400 }, () => strangers.send({ from, email: newEmail() })),
  )
  const hashed = answers.filter((answer) => answer.status() === 401)
  expect(hashed.length).toBeLessThanOrEqual(60)
  for (const answer of answers) {
    if (answer.status() === 401) continue
    const { code, retryAfter } = await answer.json()
    await siege.refused("one of 400", Promise.resolve(answer), { status: [429, 503] })
    expect(code).toBe(answer.status() === 429 ? "RATE_LIMITED" : "UNAVAILABLE")
    expect(answer.headers()["retry-after"]).toBe(String(retryAfter))
  }
  // What was refused for the queue was not counted: the rest of the sixty is used up first.
  const fewMore = () =>
    Promise.all(Array.from({ length: 8 }, () => strangers.send({ from, email: newEmail() })))
  await expect(async () => {
    const statuses = (await fewMore()).map((answer) => answer.status())
    expect(statuses).toContain(429)
  }).toPass({ timeout: 90_000 })
  const oneMore = strangers.send({ from, email: newEmail() })
  await siege.refused("one that is known to be too many", oneMore, TOO_MANY)
  expect((await oneMore).headers(), "Next was asked: it says what it varies by").not.toHaveProperty("vary")
  const other = { from: newAddress(), email: people.eve.email, password: demoPassword }
  expect((await (await newClient(playwright)).send(other)).status()).toBe(200)
})

test("S-3 ten wrong passwords of a stranger keep the stranger out, and not the person", async ({
  playwright,
  siege,
}) => {
  test.setTimeout(240_000)
  const email = people.bea.email
  const right = { email, password: demoPassword }
  const [home, cafe] = [newAddress(), newAddress()]
  const [device, stranger] = [await newClient(playwright), await newClient(playwright)]
  expect((await device.send({ from: cafe, ...right })).status()).toBe(200)
  await roomInThisMinute()
  // All at once: they are counted as they come, and not when their turn to be hashed has come.
  const guesses = Array.from({ length: 12 }, () => stranger.send({ from: cafe, email }))
  await Promise.any(guesses.map(async (guess) => expect((await guess).status()).toBe(429)))
  const known = device.send({ from: cafe, ...right })
  await siege.refused("the right one, of a stranger", stranger.send({ from: cafe, ...right }), TOO_MANY)
  expect((await known).status()).toBe(200)
  for (const guess of guesses) await siege.refused("a guess", guess, { status: [401, 429, 503] })
  const elsewhere = await newClient(playwright)
  expect((await elsewhere.send({ from: home, ...right })).status()).toBe(200)
})

test("S-3 the cookie of a known device is no credential, and stolen it gives ten tries", async ({
  playwright,
  siege,
}) => {
  test.slow()
  const owner = await newClient(playwright)
  const email = people.una.email
  await owner.send({ from: newAddress(), email, password: demoPassword })
  const { cookies } = await owner.request.storageState()
  const value = cookies.find(({ name }) => name === "grantway.device")?.value ?? ""
  expect(value).not.toBe("")
  const thief = await newClient(playwright)
  const nobody = { status: 401 }
  for (const cookie of [`grantway.device=${value}`, `next-auth.session-token=${value}`]) {
    await siege.refused(
      cookie.slice(0, 24),
      thief.request.post("/api/realtime-token", { headers: { cookie } }),
      nobody,
    )
  }
  const authorization = `Bearer ${value}`
  const headers = { authorization }
  await siege.refused(
    "as a token",
    thief.request.get("/api/realtime?channel=team.red.chat", { headers }),
    nobody,
  )
})

test("S-3 an email that nobody has takes as long as a wrong password", async ({ playwright, siege }) => {
  test.setTimeout(240_000)
  const stranger = await newClient(playwright)
  const times: Record<"known" | "unknown", number[]> = { known: [], unknown: [] }
  for (let round = 0; round < 7; round += 1) {
    for (const kind of ["known", "unknown"] as const) {
      const email = kind === "known" ? people.sam.email : newEmail()
      const startedAt = performance.now()
      const answer = await stranger.send({ from: newAddress(), email })
      times[kind].push(performance.now() - startedAt)
      expect(answer.status()).toBe(401)
    }
  }
  await siege.harmless("both kinds of email", async () => {
    const ratio = median(times.unknown) / median(times.known)
    expect(ratio).toBeGreaterThan(1 / 2)
    expect(ratio).toBeLessThan(2)
  })
})

test("S-3 the form says what to do after 429 and 503, and keeps what was typed", async ({
  browser,
  playwright,
  siege,
  allowConsole,
}) => {
  test.setTimeout(120_000)
  allowConsole(/401|429|503/)
  const from = newAddress()
  const context = await browser.newContext({
    ...{ baseURL: server.url, extraHTTPHeaders: { "x-forwarded-for": from } },
  })
  const page = await context.newPage()
  await page.goto("/sign-in")
  const email = newEmail()
  const alert = page.getByRole("alert").filter({ hasText: /./ })
  const fill = async () => {
    await page.getByLabel("Email").fill(email)
    await page.getByLabel("Password").fill("what was typed")
  }
  const submit = () => page.getByRole("button", { name: "Sign in", exact: true }).click()
  const expectKept = async () => {
    await expect(page.getByLabel("Email")).toHaveValue(email)
    await expect(page.getByLabel("Password")).toHaveValue("what was typed")
  }
  const strangers = await newClient(playwright)

  const flood = startFlood(strangers.send)
  await flood.full
  await siege.harmless("while too many sign in", async () => {
    await expect(async () => {
      await fill()
      await submit()
      await expect(alert).toContainText("cannot sign you in just now", { timeout: 15_000 })
    }).toPass({ timeout: 60_000 })
    await expect(alert).toHaveText(/was not checked. Try again in \d+ seconds\.$/)
    await expectKept()
  })
  await flood.stop()
  await roomInThisMinute()
  await siege.harmless("after too many tries", async () => {
    await fill()
    const guesses = Array.from({ length: 12 }, () => strangers.send({ from, email }))
    await Promise.any(guesses.map(async (guess) => expect((await guess).status()).toBe(429)))
    await submit()
    await expect(alert).toHaveText(/^Too many tries\. .* Try again in \d+ (seconds|minutes)\.$/, {
      timeout: 30_000,
    })
    await expectKept()
    await Promise.all(guesses)
  })
  await context.close()
})
