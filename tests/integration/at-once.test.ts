/**
 * What is checked and then saved, sixty times at the same moment on two processes of the app: the check and the saving
 * are one command of Redis each, so that no limit is passed and no change is lost.
 */

import { Redis } from "@upstash/redis"
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import type { EmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { scopes } from "./api-keys-world"
import { newSecrets, ORIGIN, startFreshApp } from "./fresh-app"
import { roomInThisMinute } from "./minute"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

const TIMES = 60
type Handler = (request: Request) => Promise<Response>

/** Sixty at once, on a busy machine, take longer than the two seconds that the app gives Redis. */
function waitForRedis({ url, token }: EmbeddedUpstash): void {
  const patient = new Redis({ url, token, automaticDeserialization: false, enableTelemetry: false })
  Object.assign(globalThis, { grantwayRedis: patient })
}

async function startProcess(upstash: EmbeddedUpstash, secrets: ReturnType<typeof newSecrets>) {
  const app = await startFreshApp(upstash, secrets)
  const { makeKey } = await import("@/lib/api-keys/manage-keys")
  const { changeRole } = await import("@/lib/administration/actions")
  const { commentOn } = await import("@/lib/posts/comment")
  const { listComments } = await import("@/lib/posts/comments")
  const { sendNotification } = await import("@/lib/notifications/send-notification")
  const { markInbox, readInbox } = await import("@/lib/notifications/inbox-store")
  const { moveReadMarker, readMarkersOf } = await import("@/lib/read-markers/store")

  /** Posts to a handler with somebody's cookie, and answers the status and the code. */
  async function post(handler: Handler, as: string, body: object): Promise<string> {
    const headers = { host: "app.example", "content-type": "application/json", ...(await app.cookieOf(as)) }
    const init = { method: "POST", headers, body: JSON.stringify(body) }
    const answer = await handler(new Request(`${ORIGIN}/api/x`, init))
    return answer.ok ? String(answer.status) : `${answer.status} ${(await answer.json()).code}`
  }
  return {
    ...{ ...app, post, makeKey, changeRole, commentOn, listComments },
    ...{ sendNotification, markInbox, readInbox, moveReadMarker, readMarkersOf },
  }
}
type Process = Awaited<ReturnType<typeof startProcess>>

describe.each(backendNames)("with Redis %s", (name) => {
  let here: Process
  let there: Process
  beforeAll(async () => {
    const secrets = newSecrets()
    here = await startProcess(backends.servers[name], secrets)
    there = await startProcess(backends.servers[name], secrets)
    waitForRedis(backends.servers[name])
  })
  beforeEach(() => here.resetPeople())
  afterAll(() => {
    here.realtime.close()
    there.realtime.close()
  })

  /** Does something sixty times at once, by turns on each process. */
  function atOnce<Result>(act: (app: Process, n: number) => Promise<Result>): Promise<Result[]> {
    return Promise.all(Array.from({ length: TIMES }, (_, n) => act(n % 2 ? here : there, n)))
  }
  const count = (answers: readonly unknown[], wanted: unknown) =>
    answers.filter((one) => one === wanted).length

  test("S-12 an organisation gets its fifty keys and not one more", async () => {
    const body = { name: "Reader", scope: [scopes.team("red", ["read"])] }
    const answers = await atOnce((app) => app.post(app.makeKey, "ada", body))
    expect(count(answers, "200")).toBe(50)
    expect(count(answers, "400 INVALID_REQUEST")).toBe(TIMES - 50)
    expect(await here.redis().zcard("grantway:api-keys:acme")).toBe(50)
  })

  test("S-12 an admin who is demoted at the same moment leaves no key that works", async () => {
    await here.redis().del("grantway:api-keys:acme")
    await here.savePerson({ ...(await personOf("bea")), role: "admin" })
    const body = { name: "Reader", scope: [scopes.team("red", ["read"])] }
    const made: string[] = []
    await atOnce(async (app, n) => {
      if (n === TIMES / 2) return app.post(app.changeRole, "bea", { id: "ada", role: "member" })
      const headers = {
        host: "app.example",
        "content-type": "application/json",
        ...(await app.cookieOf("ada")),
      }
      const init = { method: "POST", headers, body: JSON.stringify(body) }
      const answer = await app.makeKey(new Request(`${ORIGIN}/api/keys`, init))
      if (answer.ok) made.push((await answer.json()).key)
      return answer.status
    })
    expect(await personOf("ada")).toMatchObject({ role: "member" })
    for (const key of made) {
      const headers = { host: "app.example", authorization: `Bearer ${key}` }
      const read = new Request(`${ORIGIN}/api/channels/history?channel=team.red.chat`, { headers })
      expect((await there.endpoints(read)).status).toBe(401)
    }
  })

  async function personOf(id: string) {
    const person = await here.readPerson(id)
    if (!person) throw new Error(`There is no ${id}.`)
    return person
  }

  test("S-12 admins who demote each other leave one, however many do so", async () => {
    const admins = ["ada", "bea", "ben", "ben2"]
    for (const id of admins) await here.savePerson({ ...(await personOf(id)), role: "admin" })
    await atOnce((app, n) => {
      const [by = "", id = ""] = [admins[n % 4], admins[(n + 1 + (n % 3)) % 4]]
      return app.post(app.changeRole, by, { id, role: "member" })
    })
    const roles = await Promise.all(admins.map(async (id) => (await personOf(id)).role))
    expect(roles.filter((role) => role === "admin").length).toBeGreaterThanOrEqual(1)
  })

  test("S-12 a person opens twenty streams and not one more", async () => {
    const authorization = `Bearer ${here.proofOf("eve")}`
    const leave = new AbortController()
    const answers = await atOnce((app) =>
      app.stream(
        new Request(`${ORIGIN}/api/realtime?channel=team.red-eu.chat`, {
          ...{ headers: { host: "app.example", authorization }, signal: leave.signal },
        }),
      ),
    )
    expect(
      count(
        answers.map(({ status }) => status),
        200,
      ),
    ).toBe(20)
    expect(
      count(
        answers.map(({ status }) => status),
        429,
      ),
    ).toBe(TIMES - 20)
    leave.abort()
  })

  test("S-12 a message with one id is said once, and what differs under this id is refused", async () => {
    const publish = async (app: Process, text: string) => {
      const headers = {
        host: "app.example",
        "content-type": "application/json",
        ...(await app.cookieOf("ben")),
      }
      const asked = new Request(`${ORIGIN}/api/channels/authenticate`, { method: "POST", headers })
      const authorization = `Bearer ${(await (await app.endpoints(asked)).json()).token}`
      const body = JSON.stringify({ channel: "team.red.chat", id: "one", data: { text } })
      const init = { method: "POST", headers: { ...headers, authorization }, body }
      return (await app.endpoints(new Request(`${ORIGIN}/api/channels/publish`, init))).status
    }
    const answers = await atOnce((app, n) => publish(app, n % 3 ? "same" : "other"))
    const entries = await here.redis().xlen("grantway:log:team.red.chat")
    expect(entries).toBe(1)
    expect(new Set(answers)).toEqual(new Set([200, 409]))
  })

  test("S-12 a comment with one id is kept once, and a person keeps no more of them than they may write", async () => {
    await roomInThisMinute()
    await atOnce((app) => app.post(app.commentOn("on-call"), "ben", { text: "same", id: "one" }))
    expect(await here.listComments("on-call")).toHaveLength(1)
    await roomInThisMinute()
    const answers = await atOnce((app, n) => app.post(app.commentOn("on-call"), "bea", { text: `line ${n}` }))
    expect(count(answers, "200")).toBe(20)
    expect(await here.listComments("on-call")).toHaveLength(21)
  })

  test("S-12 unread is what was sent less what was read, while both happen at once", async () => {
    const news = { body: "", link: "/dashboard" }
    const ids = await atOnce(async (app, n) => {
      const { id } = await app.sendNotification("ben2", { type: "news", ...news, title: `n${n}` })
      if (n % 3 === 0) await app.markInbox("ben2", { ids: [id] })
      return id
    })
    expect(new Set(ids).size).toBe(TIMES)
    await vi.waitFor(async () => expect((await here.readInbox("ben2")).unread).toBe(TIMES - TIMES / 3))
  })

  test("S-12 a read marker stands at the furthest message, in whatever order it is moved", async () => {
    await atOnce((app, n) => {
      const to = 1 + ((n * 17) % TIMES)
      return app.moveReadMarker("ben", { channel: "team.red.chat", id: `${to}-0`, n: to })
    })
    expect(await here.readMarkersOf("ben")).toEqual([
      { channel: "team.red.chat", id: `${TIMES}-0`, n: TIMES },
    ])
  })
})
