/** Step 2 of the walk: which channels each person is granted, asked of the running app. */
import type { PersonId } from "./fixtures/people"
import { expect, test } from "./fixtures/test"

const granted: Partial<Record<PersonId, string[]>> = {
  ada: [
    "notification.ada",
    "inbox.ada",
    "read.ada",
    "team.red.chat +publish +presence",
    "team.red.people +presence",
    "document.red +publish +presence",
    "team.blue.chat +publish +presence",
    "team.blue.people +presence",
    "document.blue +publish +presence",
    "org.acme.announcements",
    "admin.logs",
    "admin.metrics",
  ],
  ben: [
    "notification.ben",
    "inbox.ben",
    "read.ben",
    "team.red.chat +publish +presence",
    "team.red.people +presence",
    "document.red +publish +presence",
    "org.acme.announcements",
  ],
  eve: [
    "notification.eve",
    "inbox.eve",
    "read.eve",
    "team.red-eu.chat +publish +presence",
    "team.red-eu.people +presence",
    "document.red-eu +publish +presence",
    "org.acme-eu.announcements",
  ],
  ben2: [
    "notification.ben2",
    "inbox.ben2",
    "read.ben2",
    "team.blue.chat +publish +presence",
    "team.blue.people +presence",
    "document.blue +publish +presence",
    "org.acme.announcements",
  ],
}

for (const [id, expected] of Object.entries(granted) as Array<[PersonId, string[]]>) {
  test(`K-4 K-10 K-12 K-13 K-14 ${id} is granted exactly: ${expected.join(", ")}`, async ({ requestOf }) => {
    const request = await requestOf(id)
    const answer = await request.post("/api/channels/authenticate")
    expect(answer.status()).toBe(200)
    const { identity, channels } = await answer.json()
    expect(identity).toBe(id)
    const names = channels.map(({ name, actions: [, ...more] }: { name: string; actions: string[] }) =>
      [name, ...more.map((action) => `+${action}`)].join(" "),
    )
    expect(names).toEqual(expected)
  })
}

const refused = { sam: [403, "ACCOUNT_SUSPENDED"], una: [403, "EMAIL_NOT_VERIFIED"] } as const

for (const [id, [status, code]] of Object.entries(refused) as Array<
  ["sam" | "una", readonly [number, string]]
>) {
  test(`M-26 ${id} is granted nothing: ${code}`, async ({ requestOf }) => {
    const request = await requestOf(id)
    const answer = await request.post("/api/channels/authenticate")
    expect(answer.status()).toBe(status)
    expect(await answer.json()).toMatchObject({ code })
  })
}

test("K-15 nobody is granted nothing: AUTH_REQUIRED", async ({ request }) => {
  const answer = await request.post("/api/channels/authenticate")
  expect(answer.status()).toBe(401)
  expect(answer.headers()["content-type"]).toBe("application/problem+json")
  expect(answer.headers()["cache-control"]).toBe("no-store")
  expect(await answer.json()).toMatchObject({ code: "AUTH_REQUIRED", title: "Authentication required" })
})

test("a session cookie that was changed is nobody's", async ({ requestOf, request }) => {
  const { cookies } = await (await requestOf("ben")).storageState()
  const session = cookies.find(({ name }) => name.includes("session-token"))
  const forged = { cookie: `${session?.name}=${session?.value.slice(0, -4)}AAAA` }
  expect((await request.post("/api/channels/authenticate", { headers: forged })).status()).toBe(401)
  const bearer = { authorization: `Bearer ${session?.value}` }
  expect((await request.post("/api/channels/authenticate", { headers: bearer })).status()).toBe(401)
})

test("a page of another site cannot ask with somebody's cookies", async ({ requestOf }) => {
  const request = await requestOf("ben")
  for (const origin of ["https://evil.example", "null"]) {
    for (const path of ["/api/channels/authenticate", "/api/realtime-token", "/api/wave", "/api/announce"]) {
      const answer = await request.post(path, { headers: { origin } })
      expect(answer.status(), `${path} from ${origin}`).toBe(403)
      expect(await answer.json()).toMatchObject({ code: "ORIGIN_FORBIDDEN" })
    }
  }
})
