/** Step 4 of the walk: opening the stream, being refused, and coming back. */
import type { APIRequestContext } from "@playwright/test"
import { expect, test } from "./fixtures/test"

const badge = { name: "Connection" }

async function tokenOf(request: APIRequestContext): Promise<string> {
  const { token } = await (await request.post("/api/realtime-token")).json()
  return token
}

test("K-17 U0-1 the badge says Live once the stream is open, over one connection for all channels", async ({
  person,
}) => {
  const { page } = await person("ben")
  await expect(page.getByRole("status", badge)).toHaveText("Live")
  const streams: string[] = []
  page.on("request", (sent) => {
    if (new URL(sent.url()).pathname === "/api/realtime") streams.push(sent.postData() ?? "")
  })
  await page.reload()
  await expect.poll(() => streams.length).toBeGreaterThan(0)
  await expect(page.getByRole("status", badge)).toHaveText("Live")
  expect(streams).toHaveLength(1)
  expect(
    JSON.parse(streams[0] ?? "")
      .channels.map(({ name }: { name: string }) => name)
      .sort(),
  ).toEqual([
    ...["inbox.ben", "notification.ben", "org.acme.announcements", "read.ben"],
    ...["team.red.chat", "team.red.people"],
  ])
})

test("U0-7 M-7 K-1 a stream without a token is refused", async ({ request }) => {
  const answer = await request.get("/api/realtime?channel=team.red.chat")
  expect(answer.status()).toBe(401)
  expect(await answer.json()).toMatchObject({ code: "AUTH_REQUIRED", title: "Authentication required" })
})

test("U1-3 U1-5 K-17 K-18 channels of others are refused, however alike their names", async ({
  requestOf,
}) => {
  const request = await requestOf("ben")
  const headers = { authorization: `Bearer ${await tokenOf(request)}` }
  const foreign = [
    "notification.ben2",
    "notification.ada",
    "read.ben2",
    "team.blue.chat",
    "team.red-eu.chat",
    "org.acme-eu.announcements",
    "default",
    "no.such.channel",
  ]
  for (const name of foreign) {
    const answer = await request.get(`/api/realtime?channel=${name}`, { headers })
    expect(answer.status(), name).toBe(403)
    expect(await answer.json(), name).toMatchObject({ code: "FORBIDDEN_CHANNEL" })
  }
  for (const name of ["admin.logs", "admin.no-such"]) {
    const answer = await request.get(`/api/realtime?channel=${name}`, { headers })
    expect(answer.status(), name).toBe(403)
    expect(await answer.json(), name).toMatchObject({
      code: "ADMIN_REQUIRED",
      title: "Admin access required",
    })
  }
  for (const name of ["notification.*", "team.red.chat%00", "..%2f..%2fdel", "team%2ered%2echat%2f"]) {
    expect((await request.get(`/api/realtime?channel=${name}`, { headers })).status(), name).toBe(400)
  }
})

test("U1-4 a stream that names no channel asks for default, which nobody is granted by itself", async ({
  requestOf,
}) => {
  const request = await requestOf("ada")
  const answer = await request.get("/api/realtime", {
    headers: { authorization: `Bearer ${await tokenOf(request)}` },
  })
  expect(answer.status()).toBe(403)
})

test("the stream answers GET and POST, and no other method", async ({ requestOf }) => {
  const request = await requestOf("ben")
  const headers = { authorization: `Bearer ${await tokenOf(request)}` }
  for (const method of ["PUT", "DELETE", "PATCH"]) {
    const answer = await request.fetch("/api/realtime", { method, headers })
    expect(answer.status(), method).toBe(405)
  }
})

test("R-18 a connection that was lost comes back by itself, and says so", async ({ person }) => {
  const { page, context } = await person("ben")
  await expect(page.getByRole("status", badge)).toHaveText("Live")
  await context.setOffline(true)
  await expect(page.getByRole("status", badge)).toHaveText("Offline")
  await context.setOffline(false)
  await expect(page.getByRole("status", badge)).toHaveText("Live")
})

test("the badge says what the stream says, where the browser is wrong about the network", async ({
  person,
}) => {
  const { page } = await person("ben")
  await expect(page.getByRole("status", badge)).toHaveText("Live")
  // As where a virtual adapter is all that a browser sees: no emulated loss of the network lets a stream go on.
  await page.evaluate(() => {
    Object.defineProperty(navigator, "onLine", { get: () => false })
    window.dispatchEvent(new Event("offline"))
  })
  await expect(page.getByRole("status", badge)).toHaveText("Offline")
  await expect(page.getByRole("status", badge)).toHaveText("Live", { timeout: 20_000 })
})

test("M-23 a refusal that is final is not tried again", async ({ person, allowConsole }) => {
  allowConsole(/403/)
  const { page } = await person("sam")
  // The page one lands on after signing in has asked, too: its question is not counted.
  await expect(page.getByRole("status", badge)).toContainText("Refused")
  await page.clock.install()
  let tries = 0
  page.on("request", (sent) => {
    if (sent.url().includes("/api/channels/authenticate")) tries += 1
  })
  await page.goto("/dashboard")
  await expect(page.getByRole("status", badge)).toContainText("Refused")
  expect(tries).toBe(1)
  await page.clock.runFor(120_000)
  expect(tries).toBe(1)
  await page.getByRole("button", { name: "Try again" }).click()
  await expect.poll(() => tries).toBe(2)
})
