/** Waving at one's teammates, and no more than they can bear. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type NotificationsApp, startNotificationsApp } from "./notifications-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

describe.each(backendNames)("with Redis %s", (name) => {
  let app: NotificationsApp
  beforeAll(async () => {
    app = await startNotificationsApp(backends.servers[name])
  })
  afterAll(() => app.realtime.close())

  const wave = (as: string, to: string) => app.call(app.wave, as, { body: { to } })

  test("a person may wave twenty times a minute, at whomever, and is told when they may again", async () => {
    for (let n = 0; n < 20; n += 1) {
      expect((await wave("bea", n % 2 === 0 ? "ben" : "ada")).status, `wave ${n}`).toBe(204)
    }
    for (const to of ["ben", "ada"]) {
      const over = await wave("bea", to)
      expect(over).toMatchObject({ status: 429, code: "RATE_LIMITED" })
      expect(over.body.retryAfter).toBeGreaterThan(0)
    }
    expect((await wave("ada", "ben")).status, "somebody else may").toBe(204)
    expect(await app.readInbox("ben")).toMatchObject({ unread: 11 })
    expect(await app.readInbox("ada")).toMatchObject({ unread: 10 })
  })

  test("nobody waves at another team's people", async () => {
    for (const to of ["eve", "ben2", "nobody"]) {
      expect(await wave("ben", to), to).toMatchObject({ status: 403, code: "NOT_A_TEAM_MEMBER" })
    }
    expect(await app.readInbox("eve")).toMatchObject({ unread: 0 })
  })
})
