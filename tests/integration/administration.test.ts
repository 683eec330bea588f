/** What admins do, called as their pages call it, over an embedded Redis and without a server. */
import { describe, expect, test, vi } from "vitest"
import { changeRole, changeSuspension, changeTeam, verifyEmail } from "@/lib/administration/actions"
import { endConnections, kick, openConnectionsOf } from "@/lib/administration/connections"
import { makeKey } from "@/lib/api-keys/manage-keys"
import { adminAction, auditEntry, channels } from "@/lib/channels"
import { door } from "@/lib/door"
import { changePerson } from "@/lib/people/change-person"
import { peopleOfOrganisation, peopleOfTeam } from "@/lib/people/directory"
import { readPerson, savePerson } from "@/lib/people/people"
import type { Person } from "@/lib/people/person"
import { flushAttempts, realtime } from "@/lib/realtime"
import { handle } from "@/lib/sock8/server/handle"
import { ask, bearer, change, cookieOf, endpoints, foreignToken, ORIGIN, startAppWorld } from "./app-world"

startAppWorld()

type Endpoint = (request: Request) => Promise<Response>

/** Posts as somebody, and answers the status and the code. */
async function post(as: string | null, endpoint: Endpoint, body: unknown, headers = {}): Promise<string> {
  const sent = { "content-type": "application/json", ...(as ? bearer(foreignToken(as)) : {}), ...headers }
  const init = { method: "POST", headers: sent, body: JSON.stringify(body) }
  const response = await endpoint(new Request(`${ORIGIN}/api/admin/x`, init))
  return response.ok ? String(response.status) : `${response.status} ${(await response.json()).code}`
}

/** Opens a stream as somebody; `text()` is what it said so far. */
async function open(as: string, channel: string) {
  const leave = new AbortController()
  const request = new Request(`${ORIGIN}/api/realtime?channel=${channel}`, {
    headers: bearer(foreignToken(as)),
    signal: leave.signal,
  })
  const response = await handle({ realtime, middleware: door })(request)
  let text = ""
  let ended = false
  const reading = (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk)
  })()
  void reading.catch(() => {}).finally(() => (ended = true))
  await vi.waitFor(() => expect(text).toContain("event: open"))
  return { text: () => text, ended: () => ended, leave: () => leave.abort() }
}

const everyEndpoint: ReadonlyArray<[string, Endpoint, object]> = [
  ["role", changeRole, { id: "ben", role: "admin" }],
  ["team", changeTeam, { id: "ben", teamId: "blue", change: "add" }],
  ["verification", verifyEmail, { id: "una" }],
  ["suspension", changeSuspension, { id: "ben", change: "suspend" }],
  ["kick", kick, { connection: "6f0d1c51-8a0b-4f43-9d0e-0d6d5a3a7c11" }],
  ["end of connections", endConnections, { id: "ben" }],
]

describe.each(everyEndpoint)("%s", (_name, endpoint, body) => {
  test("is refused to members, to strangers, from other sites and in another shape", async () => {
    expect(await post("bea", endpoint, body)).toBe("403 ADMIN_REQUIRED")
    expect(await post("sam", endpoint, body)).toBe("403 ACCOUNT_SUSPENDED")
    expect(await post(null, endpoint, body)).toBe("401 AUTH_REQUIRED")
    expect(await post("ada", endpoint, body, { origin: "https://evil.example" })).toBe("403 ORIGIN_FORBIDDEN")
    for (const broken of [{}, [], null, "ben", { ...body, id: "b*", connection: "b*" }]) {
      expect(await post("ada", endpoint, broken)).toBe("400 INVALID_REQUEST")
    }
    expect(await readPerson("ben")).toMatchObject({ role: "member", teamIds: ["red"], suspended: false })
  })

  test("reaches no other organisation, and does not tell whom there is", async () => {
    await change("eve", { role: "admin" })
    expect(await post("eve", endpoint, body)).toBe("403 ADMIN_REQUIRED")
    if ("id" in body) expect(await post("ada", endpoint, { ...body, id: "ghost" })).toBe("403 ADMIN_REQUIRED")
    expect(await readPerson("ben")).toMatchObject({ role: "member", teamIds: ["red"], suspended: false })
    expect(await readPerson("una")).toMatchObject({ emailVerified: false })
  })
})

describe("an admin", () => {
  test("changes roles, teams, verification and suspension, there and back", async () => {
    expect(await post("ada", changeRole, { id: "ben", role: "admin" })).toBe("204")
    expect(await post("ada", changeTeam, { id: "ben", teamId: "blue", change: "add" })).toBe("204")
    expect(await post("ada", changeTeam, { id: "ben", teamId: "red", change: "remove" })).toBe("204")
    expect(await post("ada", verifyEmail, { id: "una" })).toBe("204")
    expect(await post("ada", changeSuspension, { id: "sam", change: "lift" })).toBe("204")
    expect(await readPerson("ben")).toMatchObject({ role: "admin", teamIds: ["blue"] })
    expect(await readPerson("una")).toMatchObject({ emailVerified: true })
    expect(await readPerson("sam")).toMatchObject({ suspended: false })
    expect(await post("ada", changeRole, { id: "ben", role: "member" })).toBe("204")
    expect(await readPerson("ben")).toMatchObject({ role: "member" })
  })

  test("puts nobody into a team of another organisation, or into one that does not exist", async () => {
    for (const teamId of ["red-eu", "no-such-team"]) {
      expect(await post("ada", changeTeam, { id: "ben", teamId, change: "add" })).toBe("403 ADMIN_REQUIRED")
    }
    expect(await readPerson("ben")).toMatchObject({ teamIds: ["red"] })
  })

  test("cannot suspend or demote themselves, so that an organisation keeps its last admin", async () => {
    const suspendSelf = { id: "ada", change: "suspend" }
    expect(await post("ada", changeSuspension, suspendSelf)).toBe("403 ADMIN_REQUIRED")
    expect(await post("ada", changeRole, { id: "ada", role: "member" })).toBe("403 ADMIN_REQUIRED")
    expect(await readPerson("ada")).toMatchObject({ role: "admin", suspended: false })
  })

  test("two who demote each other at the same moment leave one", async () => {
    for (let round = 0; round < 10; round += 1) {
      await change("ada", { role: "admin" })
      await change("ben", { role: "admin" })
      const answers = await Promise.all([
        post("ada", changeRole, { id: "ben", role: "member" }),
        post("ben", changeRole, { id: "ada", role: "member" }),
      ])
      const roles = [(await readPerson("ada"))?.role, (await readPerson("ben"))?.role]
      expect(answers.sort()).toEqual(["204", "403 ADMIN_REQUIRED"])
      expect(roles.sort()).toEqual(["admin", "member"])
    }
  })

  test("loses no change to another who changes the same person at the same moment", async () => {
    await change("ben2", { role: "admin" })
    for (let round = 0; round < 10; round += 1) {
      await change("ben", { teamIds: ["red"], suspended: false })
      const answers = await Promise.all([
        post("ada", changeTeam, { id: "ben", teamId: "blue", change: "add" }),
        post("ben2", changeTeam, { id: "ben", teamId: "red", change: "remove" }),
        post("ada", changeSuspension, { id: "ben", change: "suspend" }),
      ])
      expect(answers).toEqual(["204", "204", "204"])
      expect(await readPerson("ben")).toMatchObject({ teamIds: ["blue"], suspended: true })
    }
  })

  test("S-6 finds what was done in the log of actions, and what was refused in that of attempts", async () => {
    // People of whom this file has few attempts: beyond thirty a minute they are counted.
    await change("ben2", { role: "admin" })
    await post("ben2", changeSuspension, { id: "ben", change: "suspend" })
    await post("ben2", changeSuspension, { id: "ben2", change: "suspend" })
    await post("una", changeSuspension, { id: "ada", change: "suspend" })
    await post("ben2", changeRole, { id: "ghost", role: "admin" })
    const page = { before: undefined, limit: 200 }
    const actions = await realtime.history.readBefore(channels.admin.actions, page)
    const done = actions.messages.map(({ from, data }) => {
      const { state, deed } = adminAction.parse(data)
      return `${from?.id}: ${state} ${deed}`
    })
    expect(done.slice(-2)).toEqual(["ben2: begun suspend ben", "ben2: done suspended ben"])
    await flushAttempts()
    const attempts = await realtime.history.readBefore(channels.admin.logs, page)
    const refused = attempts.messages.flatMap(({ data }) => {
      const { attempt, person, why } = auditEntry.parse(data)
      return attempt === "administer" ? [`${person}: ${why}`] : []
    })
    expect(refused.slice(-3)).toEqual([
      "ben2: suspend ben2: Only another admin can do this to you",
      "una: Verify your email",
      "ben2: make ghost an admin: You administer the people of your own organisation only",
    ])
  })
})

test("an admin of another organisation administers it, and does not read the log of everybody's attempts", async () => {
  const granted = async (id: string) => {
    const request = new Request(`${ORIGIN}/authenticate`, {
      method: "POST",
      headers: bearer(foreignToken(id)),
    })
    const { channels } = await (await endpoints(request)).json()
    return channels.map(({ name }: { name: string }) => name)
  }
  const asMember = await granted("eve")
  expect(asMember).toContain("team.red-eu.chat")
  await change("eve", { role: "admin" })
  expect(await granted("ada")).toContain("admin.logs")
  expect(await granted("eve")).toEqual(asMember)
  const asked = await ask(door, bearer(foreignToken("eve")), "admin.logs")
  expect([asked.status, asked.body]).toEqual([403, expect.stringContaining("FORBIDDEN_CHANNEL")])
  const scope = [{ path: "admin.logs", params: {}, actions: ["read"] }]
  const make = async (as: string) => post(as, makeKey, { name: "Log reader", scope }, await cookieOf(as))
  expect(await make("eve")).toBe("403 FORBIDDEN_CHANNEL")
  expect(await make("ada")).toBe("200")
  const { orgId: _, ...free } = (await readPerson("eve")) as Person
  await savePerson(free)
  expect(await granted("eve"), "an admin of no organisation").not.toContain("admin.logs")
})

describe("what is open", () => {
  test("loses a team in place, and keeps the rest", async () => {
    const bea = await open("bea", "team.red.chat&channel=notification.bea")
    await post("ada", changeTeam, { id: "bea", teamId: "red", change: "remove" })
    await vi.waitFor(() => expect(bea.text()).toContain("taken away"))
    await channels.notification
      .for({ userId: "bea" })
      .emit({ type: "wave", title: "on", body: "", link: "/" })
    await vi.waitFor(() => expect(bea.text()).toContain('"title":"on"'))
    expect(bea.ended()).toBe(false)
    bea.leave()
  })

  test("ends with the suspension of its person", async () => {
    const ben = await open("ben", "team.red.chat")
    await post("ada", changeSuspension, { id: "ben", change: "suspend" })
    await vi.waitFor(() => expect(ben.ended()).toBe(true))
    expect(ben.text()).toContain("ACCOUNT_SUSPENDED")
  })

  test("is listed to the admins of its person's organisation only, and is kicked one by one or all at once", async () => {
    const readers = [await open("ben", "team.red.chat"), await open("ben", "team.red.chat")]
    const [first, second] = readers
    await vi.waitFor(async () => expect(await openConnectionsOf("acme")).toHaveLength(2))
    expect(await openConnectionsOf("acme-eu")).toEqual([])
    const [listed] = await openConnectionsOf("acme")
    expect(listed?.holder.id).toBe("ben")
    await change("eve", { role: "admin" })
    expect(await post("eve", kick, { connection: listed?.connection.id })).toBe("403 ADMIN_REQUIRED")
    expect(await post("ada", kick, { connection: listed?.connection.id })).toBe("204")
    expect(await openConnectionsOf("acme")).toHaveLength(1)
    await vi.waitFor(() => expect(first?.text()).toContain("REVOKED"))
    expect(second?.ended()).toBe(false)
    expect(await post("ada", endConnections, { id: "ben" })).toBe("204")
    expect(await openConnectionsOf("acme")).toEqual([])
    await vi.waitFor(() => expect(second?.ended()).toBe(true))
  })
})

describe("the directory", () => {
  test("lists the people of an organisation and of teams, by name, and nobody of another", async () => {
    const ids = async (people: Promise<ReadonlyArray<{ id: string }>>) => (await people).map(({ id }) => id)
    expect(await ids(peopleOfOrganisation("acme"))).toEqual(["ada", "bea", "ben", "ben2", "sam", "una"])
    expect(await ids(peopleOfOrganisation("acme-eu"))).toEqual(["eve"])
    expect(await ids(peopleOfTeam("blue"))).toEqual(["ada", "ben2"])
    expect(await ids(peopleOfTeam("red-eu", "blue"))).toEqual(["ada", "ben2", "eve"])
    expect(await ids(peopleOfTeam())).toEqual([])
    expect(await ids(peopleOfOrganisation("acm"))).toEqual([])
  })

  test("a change that makes nobody a person is refused, and saves nothing", async () => {
    const many = Array.from({ length: 33 }, (_, n) => `t${n}`)
    const changing = changePerson({ by: "ada", id: "ben" }, (person) => {
      if (!person) throw new Error("the demo people were not saved")
      return { ...person, teamIds: many }
    })
    await expect(changing).rejects.toMatchObject({ code: "INVALID_REQUEST" })
    expect(await readPerson("ben")).toMatchObject({ teamIds: ["red"] })
  })
})
