/** Parts of the tree with steps of their own: `within(channels.admin, …)`. */
import { describe, expect, test, vi } from "vitest"
import { requireThat, requireToken, type Step } from "../../lib/sock8/server/door"
import { within } from "../../lib/sock8/server/within"
import { ask, requireAda, standings, startDoor } from "./door-world"
import { channels, refusalOf } from "./realtime-world"

const appWith = startDoor()

/** Three parts as the documents have them: a chat, an administration, and a room for everybody. */
const threeParts = [
  within(channels.team, requireToken),
  within(channels.admin, requireToken, requireAda),
  within(channels.lobby),
]

describe("a part of the tree", () => {
  test("M-29 has steps of its own, which run for its channels and see no others; those of the main chain run for all", async () => {
    const ran: string[] = []
    const noting =
      (place: string): Step =>
      ({ channels: seen, channel }) =>
        void ran.push(`${place}: ${seen.join(" ")} (${channel})`)
    const app = appWith(
      noting("main"),
      requireToken,
      within(channels.team, noting("team")),
      within(channels.admin, noting("admin")),
    )
    await standings(
      await ask(app, "ben", "notification.ben", "team.red.chat"),
      "notification.ben",
      "team.red.chat",
    )
    const both = "notification.ben team.red.chat (notification.ben)"
    expect(ran).toEqual([`main: ${both}`, "team: team.red.chat (team.red.chat)"])
  })

  test("M-29 says for its own channels who is there: a chain without main steps leaves the rest of the tree closed", async () => {
    const app = appWith(...threeParts)
    expect((await ask(app, "ben", "team.red.chat")).response.status).toBe(200)
    const reader = await ask(app, "ben", "notification.ben")
    expect(await refusalOf(reader.response)).toMatchObject({ status: 401, code: "AUTH_REQUIRED" })
    // Nor does asking for both open more than asking for each.
    const answers = await standings(
      await ask(app, "ben", "team.red.chat", "notification.ben", "document.d1"),
      ...["team.red.chat", "notification.ben", "document.d1"],
    )
    const forbidden = "FORBIDDEN_CHANNEL This channel was not granted to you"
    expect(answers).toEqual({
      ...{ "team.red.chat": "open", "notification.ben": forbidden, "document.d1": forbidden },
    })
  })

  test("M-30 can demand a user: a chat is closed to visitors, and open to members of that team", async () => {
    const app = appWith(...threeParts)
    const nobody = await app.connect({}, "?channel=team.red.chat")
    expect(await refusalOf(nobody)).toEqual({
      ...{ status: 401, code: "AUTH_REQUIRED", title: "Authentication required" },
    })
    const forged = await app.connect({ headers: { authorization: "Bearer x.y.z" } }, "?channel=team.red.chat")
    expect(await refusalOf(forged)).toEqual({ status: 401, code: "INVALID_TOKEN", title: "Invalid token" })
    expect((await ask(app, "ben", "team.red.chat")).response.status).toBe(200)
    expect((await ask(app, "ben", "team.blue.chat")).response.status).toBe(403)
  })

  test("M-31 can demand a user and then a role: each refusal has its own words, and no role is asked of nobody", async () => {
    const asked = vi.fn((identity: string) => identity === "ada")
    const requireAdmin = requireThat(({ identity }) => asked(identity), "ADMIN_REQUIRED")
    const app = appWith(within(channels.admin, requireToken, requireAdmin))
    expect(await refusalOf(await app.connect({}, "?channel=admin.logs"))).toMatchObject({ status: 401 })
    expect(asked).not.toHaveBeenCalled()
    expect(await refusalOf((await ask(app, "ben", "admin.logs")).response)).toEqual({
      ...{ status: 403, code: "ADMIN_REQUIRED", title: "Admin access required" },
    })
    expect((await ask(app, "ada", "admin.logs")).response.status).toBe(200)
    const withoutToken = appWith(within(channels.admin, requireAda))
    const nobody = await withoutToken.connect({}, "?channel=admin.logs")
    expect(await refusalOf(nobody)).toMatchObject({ status: 401, code: "AUTH_REQUIRED" })
  })

  test("M-32 can be open to anonymous visitors, by its definition and for reading only", async () => {
    const app = appWith(...threeParts)
    const leave = new AbortController()
    expect((await app.connect({ signal: leave.signal }, "?channel=lobby")).status).toBe(200)
    leave.abort()
    // Having no steps opens nothing by itself.
    const closed = appWith(within(channels.document))
    expect((await closed.connect({}, "?channel=document.d1")).status).toBe(401)
    const headers = { "content-type": "application/json" }
    const body = JSON.stringify({ channel: "lobby", data: { text: "hi" } })
    expect((await app.call("/publish", { method: "POST", headers, body })).status).toBe(401)
    expect(await refusalOf(await app.publish(await app.tokenOf("ben"), body))).toMatchObject({ status: 403 })
  })

  test("a name belongs to it by whole segments, whether or not there is such a channel", async () => {
    const seen: string[] = []
    const noting: Step = ({ channels: names }) => void seen.push(...names)
    const app = appWith(within(channels.admin, noting), within(channels.team.chat, noting))
    const names = [
      "admin",
      "admin.logs",
      "admin.logs.x",
      "admin.no-such",
      "team.red.chat",
      "team.red-eu.chat",
    ]
    const others = [
      "administration",
      "admin-logs",
      "Admin.logs",
      "x.admin",
      "team.red",
      "team.chat",
      "teams.a.chat",
    ]
    for (const name of [...names, ...others]) await app.connect({}, `?channel=${name}`)
    expect(seen).toEqual(names)
  })

  test("is a part of the tree and nothing else; a mistake throws at once, with the fix", () => {
    for (const part of [channels.team.chat.for({ teamId: "red" }), {}, channels]) {
      expect(() => within(part, requireAda)).toThrow(/part of a channel tree. Give one/)
    }
  })
})
