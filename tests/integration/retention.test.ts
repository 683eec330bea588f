/**
 * S-18: how much of what is kept one person or key can take up. The limits are counted by the scripts that keep, so each
 * is tried at once on two processes of the app.
 */
import { Redis } from "@upstash/redis"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { EmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { type KeysApp, scopes, startKeysApp } from "./api-keys-world"
import { newSecrets, ORIGIN } from "./fresh-app"
import { roomInThisMinute } from "./minute"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

const RATE_LIMITED = { status: 429, code: "RATE_LIMITED" }

/** Sixty at once, on a busy machine, take longer than the two seconds that the app gives Redis. */
function waitForRedis({ url, token }: EmbeddedUpstash): void {
  const patient = new Redis({ url, token, automaticDeserialization: false, enableTelemetry: false })
  Object.assign(globalThis, { grantwayRedis: patient })
}

async function startProcess(upstash: EmbeddedUpstash, secrets: ReturnType<typeof newSecrets>) {
  const app = await startKeysApp(upstash, secrets)
  const { commentOn } = await import("@/lib/posts/comment")
  const { addComment, listComments } = await import("@/lib/posts/comments")
  const { sendNotification } = await import("@/lib/notifications/send-notification")
  const { readInbox } = await import("@/lib/notifications/inbox-store")
  const { wave } = await import("@/lib/notifications/wave")

  /** Posts to an endpoint as somebody, as the pages do. */
  async function post(endpoint: (request: Request) => Promise<Response>, as: string, body: object) {
    const headers = { host: "app.example", "content-type": "application/json", ...(await app.cookieOf(as)) }
    const init = { method: "POST", headers, body: JSON.stringify(body) }
    const response = await endpoint(new Request(`${ORIGIN}/api/x`, init))
    const { code } = response.status === 204 ? {} : await response.json()
    return { status: response.status, code, retryAfter: Number(response.headers.get("retry-after")) }
  }
  return {
    ...{ ...app, listComments, sendNotification, readInbox },
    waveAt: (as: string, to: string) => post(wave, as, { to }),
    comment: (as: string, body: { text: string; id?: string }, postId = "retrospective") =>
      post(commentOn(postId), as, body),
    /** Keeps a comment as the endpoint does, which lets a person do so twenty times a minute. */
    keep: (authorId: string, id: string, postId = "retrospective") =>
      addComment({ postId, id }, { authorId, name: authorId, text: id }),
    /** Notifies as the endpoints do. */
    tell: (by: string, to: string, id: string) =>
      sendNotification(to, { type: "news", title: id, body: "", link: "/dashboard" }, { by, id }),
  }
}
type Process = KeysApp & Awaited<ReturnType<typeof startProcess>>

describe.each(backendNames)("with Redis %s", (name) => {
  let here: Process
  let there: Process
  beforeAll(async () => {
    const secrets = newSecrets()
    here = await startProcess(backends.servers[name], secrets)
    there = await startProcess(backends.servers[name], secrets)
    waitForRedis(backends.servers[name])
  })
  beforeEach(async () => {
    await here.redis.flushall()
    await here.resetPeople()
    await roomInThisMinute()
  })
  afterAll(() => {
    here.realtime.close()
    there.realtime.close()
  })

  /** Does something sixty times at once, by turns on each process. Answers how often it was done, and the codes. */
  async function atOnce(act: (app: Process, n: number) => Promise<unknown>) {
    const tries = Array.from({ length: 60 }, (_, n) => act(n % 2 ? here : there, n))
    const ends = await Promise.allSettled(tries)
    const codes = ends.flatMap((end) => (end.status === "rejected" ? [end.reason.code] : []))
    return { done: ends.length - codes.length, codes: [...new Set(codes)] }
  }
  const authorsOn = async (postId = "retrospective") =>
    (await here.listComments(postId)).map(({ authorId }) => authorId)
  const unreadOf = async (id: string) => (await here.readInbox(id)).unread

  test("S-18 one person writes a fifth of a post's comments in an hour, at once on two processes, and is told when more", async () => {
    for (let n = 0; n < 80; n += 1) await here.keep(`person-${n}`, "earlier")
    expect(await atOnce((app, n) => app.keep("bea", `line-${n}`))).toEqual({
      ...{ done: 20, codes: ["RATE_LIMITED"] },
    })
    expect(await authorsOn()).toHaveLength(100)
    expect((await authorsOn())[0], "nobody's is displaced").toBe("person-0")

    const refused = await here.comment("bea", { text: "one more", id: "more" })
    expect(refused).toMatchObject(RATE_LIMITED)
    expect(refused.retryAfter).toBeGreaterThan(0)
    expect(refused.retryAfter).toBeLessThanOrEqual(3600)
    // Also by the id that was refused: it is not taken for one that was kept.
    expect(await there.comment("bea", { text: "one more", id: "more" })).toMatchObject(RATE_LIMITED)
    expect((await authorsOn()).filter((author) => author === "bea")).toHaveLength(20)
    expect(await unreadOf("ben"), "nobody is told of what is not kept").toBe(0)

    expect((await here.comment("ada", { text: "another person" })).status).toBe(200)
    expect((await here.comment("bea", { text: "another post" }, "on-call")).status).toBe(200)
  })

  test("S-18 a repeated comment takes no more of its author's share, and is answered as kept when that is used up", async () => {
    for (let n = 0; n < 30; n += 1) await (n % 2 ? here : there).keep("bea", "same")
    for (let n = 1; n < 20; n += 1) await here.keep("bea", `line-${n}`)
    expect(await authorsOn()).toHaveLength(20)
    expect(await here.comment("bea", { text: "one more" })).toMatchObject(RATE_LIMITED)
    expect((await there.comment("bea", { text: "same", id: "same" })).status).toBe(200)
    expect(await authorsOn()).toHaveLength(20)
  })

  test("S-18 one person sends a fifth of an inbox in an hour, at once on two processes; waves and comments count together", async () => {
    await here.sendNotification("ben", { type: "welcome", name: "Ben" })
    expect(await atOnce((app, n) => app.tell("bea", "ben", `n${n}`))).toEqual({
      ...{ done: 40, codes: ["RATE_LIMITED"] },
    })
    expect(await unreadOf("ben")).toBe(41)
    const refused = await here.waveAt("bea", "ben")
    expect(refused).toMatchObject(RATE_LIMITED)
    expect(refused.retryAfter).toBeGreaterThan(0)
    expect(refused.retryAfter).toBeLessThanOrEqual(3600)
    // Nothing that somebody wrote is refused because they told its author much.
    expect((await there.comment("bea", { text: "kept" })).status).toBe(200)
    expect(await authorsOn()).toEqual(["bea"])
    expect(await unreadOf("ben")).toBe(41)

    expect((await here.waveAt("ada", "ben")).status, "another person").toBe(204)
    expect((await here.waveAt("bea", "ada")).status, "at somebody else").toBe(204)
    await here.sendNotification("ben", { type: "welcome", name: "Ben" })
    expect(await unreadOf("ben"), "and the app itself").toBe(43)
  })

  test("S-18 a repeated notification takes no more of its sender's share, and has its id also when that is used up", async () => {
    const { id } = await here.tell("bea", "ben", "same")
    for (let n = 0; n < 50; n += 1)
      expect(await (n % 2 ? here : there).tell("bea", "ben", "same")).toEqual({ id })
    for (let n = 1; n < 40; n += 1) await here.tell("bea", "ben", `n${n}`)
    await expect(here.tell("bea", "ben", "one more")).rejects.toMatchObject({ code: "RATE_LIMITED" })
    expect(await there.tell("bea", "ben", "same")).toEqual({ id })
    expect(await unreadOf("ben")).toBe(40)
  })

  test("S-18 one key sends a fifth of an inbox in an hour, and uses up nobody else's share", async () => {
    const [mine, other] = [
      await here.keyFor(scopes.notification("ben"), scopes.notification("bea")),
      await here.keyFor(scopes.notification("ben")),
    ]
    const notify = (app: Process, { key }: { key: string }, to: string) =>
      app.publish(key, `notification.${to}`, { type: "news", title: "built", body: "", link: "/dashboard" })
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => notify(n % 2 ? here : there, mine, "ben")),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(40)
    expect(answers.filter(({ code }) => code === "RATE_LIMITED")).toHaveLength(20)
    const refused = await notify(here, mine, "ben")
    expect(refused).toMatchObject(RATE_LIMITED)
    expect(Number(refused.body.retryAfter)).toBeGreaterThan(0)
    expect(await unreadOf("ben")).toBe(40)

    expect((await notify(here, mine, "bea")).status, "another person's inbox").toBe(200)
    expect((await notify(here, other, "ben")).status, "another key").toBe(200)
    expect((await here.waveAt("bea", "ben")).status, "a colleague").toBe(204)
  })
})
