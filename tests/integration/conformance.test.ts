/**
 * The patterns that readers bring along, written as they write them: one `middleware({ request, channels })`.
 * Status and sentence are those that they expect; beside each stands what the usual way of writing it lets through.
 */
import { describe, expect, test } from "vitest"
import { bringsKey } from "@/lib/api-keys/key-text"
import { makeKey } from "@/lib/api-keys/manage-keys"
import { currentPerson } from "@/lib/auth/current-person"
import { authorize } from "@/lib/authorize"
import { channels as tree } from "@/lib/channels"
import { door as appDoor } from "@/lib/door"
import { readPerson, savePerson } from "@/lib/people/people"
import { resolveChannel } from "@/lib/sock8/core/tree"
import { asFields } from "@/lib/sock8/core/wire"
import { requireGrants, requireSession, requireToken, type Step } from "@/lib/sock8/server/door"
import { requireKey } from "@/lib/sock8/server/require-key"
import { ask, bearer, change, cookieOf, ORIGIN, startAppWorld, tokenOf } from "./app-world"

startAppWorld()

/** A pattern, and after it what says who is there: a pattern only ever refuses. */
const bySession = (middleware: Step): Step[] => [middleware, requireSession(authorize), requireGrants]

/** A key for one channel, made by an admin as on the page of keys. */
async function keyFor(path: string): Promise<string> {
  const headers = { ...(await cookieOf("ada")), "content-type": "application/json" }
  const body = JSON.stringify({ name: "Log shipper", scope: [{ path, params: {}, actions: ["read"] }] })
  const answer = await makeKey(new Request(`${ORIGIN}/api/keys`, { method: "POST", headers, body }))
  return String(asFields(await answer.json())?.key)
}

const refusal = (status: number, body: string) => ({ status, body })
const told = (status: number, title: string) => ({
  status,
  body: expect.stringContaining(`"title":"${title}"`),
})

describe("who is there", () => {
  const wall = bySession(async ({ request }) => {
    const user = await currentPerson(request)
    if (!user) return new Response("Authentication required", { status: 401 })
  })

  test("U0-16 U0-7 no user: Authentication required; a cookie that was changed is no user either", async () => {
    const { cookie = "" } = await cookieOf("ben")
    for (const headers of [{}, { cookie: `${cookie.slice(0, -4)}AAAA` }, { cookie: "session=ben" }]) {
      expect(await ask(wall, headers, "notification.ben")).toMatchObject(
        refusal(401, "Authentication required"),
      )
    }
    expect((await ask(wall, { cookie }, "notification.ben")).status).toBe(200)
  })

  test("U0-10 a bearer token that cannot be verified: Invalid token; an API key is taken the same way", async () => {
    const door: Step[] = [
      ({ request }) => {
        const token = request.headers.get("authorization")?.replace("Bearer ", "")
        if (!token) return new Response("Missing token", { status: 401 })
      },
      (context) => (bringsKey(context.request) ? requireKey(context) : requireToken(context)),
      requireGrants,
    ]
    expect(await ask(door, {}, "notification.ben")).toMatchObject(refusal(401, "Missing token"))
    const [good, key] = [await tokenOf("ben"), await keyFor("admin.logs")]
    const bad = ["x", "a.b.c", `${good}x`, good.replace(/\.[^.]+$/, "."), `${good} ${good}`, `${key}x`]
    for (const text of bad) {
      expect(await ask(door, bearer(text), "notification.ben"), text).toMatchObject(
        told(401, "Invalid token"),
      )
    }
    expect((await ask(door, bearer(good), "notification.ben")).status).toBe(200)
    expect((await ask(door, bearer(key), "admin.logs")).status).toBe(200)
    expect((await ask(door, bearer(key), "notification.ben")).status).toBe(403)
    expect((await ask(appDoor, bearer(key), "admin.logs")).status, "no role is asked of a key").toBe(200)
  })

  test("U0-17 signed in and not verified: Verify your email", async () => {
    const door = bySession(async ({ request }) => {
      const user = await currentPerson(request)
      if (!user) return new Response("Authentication required", { status: 401 })
      if (!user.emailVerified) return new Response("Verify your email", { status: 403 })
    })
    expect(await ask(door, await cookieOf("una"), "notification.una")).toMatchObject(
      refusal(403, "Verify your email"),
    )
    expect((await ask(door, {}, "notification.una")).status).toBe(401)
    await change("una", { emailVerified: true })
    expect((await ask(door, await cookieOf("una"), "notification.una")).status).toBe(200)
    // A door that forgets to ask is no way around it: the rules ask, too.
    await change("una", { emailVerified: false })
    expect(
      await ask(
        bySession(() => undefined),
        await cookieOf("una"),
        "notification.una",
      ),
    ).toMatchObject(told(403, "Verify your email"))
  })
})

describe("which channel", () => {
  const ownOnly = bySession(async ({ request, channel }) => {
    const user = await currentPerson(request)
    if (!user) return new Response("Unauthorized", { status: 401 })
    if (channel === tree.notification.for({ userId: user.id }).name) return
    return new Response("You can only access your own channel", { status: 403 })
  })

  test("U0-11 U0-12 one's own channel; any other: You can only access your own channel", async () => {
    const mine = "notification.ben"
    expect((await ask(ownOnly, await cookieOf("ben"), mine)).status).toBe(200)
    expect(await ask(ownOnly, {}, mine), "no user is no crash").toMatchObject(refusal(401, "Unauthorized"))
    for (const name of ["notification.ben2", "notification.be", "notification.ada", "ben", "default"]) {
      expect(await ask(ownOnly, await cookieOf("ben"), name), name).toMatchObject(
        refusal(403, "You can only access your own channel"),
      )
    }
    // Whose id begins with another's is another person, in both directions.
    expect((await ask(ownOnly, await cookieOf("ben2"), mine)).status).toBe(403)
  })

  test("U0-12 U1-5 an id with dashes in it is one id", async () => {
    const id = "7f9c24e8-3b12-4fef-91e0-5c2d6b1a0e55"
    const ben = await readPerson("ben")
    if (ben) await savePerson({ ...ben, id, email: "dashes@grantway.example" })
    expect((await ask(ownOnly, await cookieOf(id), `notification.${id}`)).status).toBe(200)
    for (const name of ["notification.7f9c24e8", `notification.${id}-2`, "notification.7f9c24e8-3b12"]) {
      expect((await ask(ownOnly, await cookieOf(id), name)).status, name).toBe(403)
    }
  })

  /** As the documents have it, but for the last line: a name that no rule knows is nobody's. */
  const byKind = bySession(async ({ request, channels, realtime: { channels: tree } }) => {
    const user = await currentPerson(request)
    if (!user) return new Response("Unauthorized", { status: 401 })
    for (const name of channels) {
      const { path, params } = resolveChannel(tree, name)
      if (path.startsWith("admin.") && user.role !== "admin") {
        return new Response("Admin access required", { status: 403 })
      }
      if (path === "team.{teamId}.chat" && !(await checkTeamMembership(user.id, params.teamId))) {
        return new Response("Not a team member", { status: 403 })
      }
    }
  })

  async function checkTeamMembership(userId: string, teamId: string | undefined): Promise<boolean> {
    return (await readPerson(userId))?.teamIds.some((id) => id === teamId) ?? false
  }

  test("U0-13 a channel of admins: Admin access required, for each of several channels", async () => {
    expect((await ask(byKind, await cookieOf("ada"), "admin.logs")).status).toBe(200)
    for (const names of [["admin.logs"], ["notification.ben", "admin.logs"]]) {
      expect(await ask(byKind, await cookieOf("ben"), ...names)).toMatchObject(
        refusal(403, "Admin access required"),
      )
    }
    expect(await ask(byKind, {}, "admin.logs")).toMatchObject(refusal(401, "Unauthorized"))
    await change("ada", { role: "member" })
    expect((await ask(byKind, await cookieOf("ada"), "admin.logs")).status, "from now on").toBe(403)
  })

  test("U0-13 a name of no kind that the rules know is denied, and not let through", async () => {
    for (const name of [
      "adminlogs",
      "admin-logs",
      "administration.logs",
      "secret",
      "default",
      "team.red.x",
    ]) {
      expect(await ask(byKind, await cookieOf("ada"), name), name).toMatchObject(
        told(403, "This channel was not granted to you"),
      )
    }
  })

  test("U0-14 U0-15 a team's channel, looked up while the door waits: Not a team member", async () => {
    expect((await ask(byKind, await cookieOf("ben"), "team.red.chat")).status).toBe(200)
    for (const team of ["blue", "red-eu", "red2", "re"]) {
      expect(await ask(byKind, await cookieOf("ben"), `team.${team}.chat`), team).toMatchObject(
        refusal(403, "Not a team member"),
      )
    }
    await change("ben", { teamIds: [] })
    expect((await ask(byKind, await cookieOf("ben"), "team.red.chat")).status, "from now on").toBe(403)
  })

  const tenant = bySession(async ({ request, channels, realtime: { channels: tree } }) => {
    const user = await currentPerson(request)
    if (!user) return new Response("Unauthorized", { status: 401 })
    const isOwn = channels.every((name) => resolveChannel(tree, name).params.orgId === user.orgId)
    return isOwn ? undefined : new Response("Access denied", { status: 403 })
  })

  test("U0-21 another organisation's channel: Access denied, also where one id begins like the other", async () => {
    const [acme, europe] = ["org.acme.announcements", "org.acme-eu.announcements"]
    expect((await ask(tenant, await cookieOf("ben"), acme)).status).toBe(200)
    expect((await ask(tenant, await cookieOf("eve"), europe)).status).toBe(200)
    expect(await ask(tenant, await cookieOf("ben"), europe)).toMatchObject(refusal(403, "Access denied"))
    expect(await ask(tenant, await cookieOf("eve"), acme)).toMatchObject(refusal(403, "Access denied"))
    expect(await ask(tenant, await cookieOf("ben"), acme, europe)).toMatchObject(
      refusal(403, "Access denied"),
    )
    expect(await ask(tenant, {}, acme), "no user is no crash").toMatchObject(refusal(401, "Unauthorized"))
    await change("ben", { orgId: "acme-eu" })
    expect((await ask(tenant, await cookieOf("ben"), acme)).status, "from now on").toBe(403)
  })
})
