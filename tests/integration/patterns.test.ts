/** The samples of docs/patterns.md, run as they are printed. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, test } from "vitest"
import { door as appDoor } from "@/lib/door"
import { realtime } from "@/lib/realtime"
import type { Authorize } from "@/lib/sock8/server/connection"
import type { Step } from "@/lib/sock8/server/door"
import { withSock8 } from "@/lib/sock8/server/with-sock8"
import { samplesIn, unpackSamples } from "../../scripts/markdown-samples"
import { ask, bearer, change, cookieOf, ORIGIN, startAppWorld, tokenOf, verdictsOf } from "./app-world"
import { roomInThisMinute } from "./minute"

const root = fileURLToPath(new URL("../..", import.meta.url))
const samples = samplesIn(readFileSync(`${root}docs/patterns.md`, "utf8"))
const unpacked = unpackSamples(root, samples)
afterAll(() => unpacked.remove())
startAppWorld()

/** What a sample exports, found by the beginning of its title. */
async function sample(title: string): Promise<Record<string, unknown>> {
  const index = samples.findIndex((one) => one.title.startsWith(title))
  return import(/* @vite-ignore */ unpacked.paths[index] ?? `no sample "${title}"`)
}

async function doorOf(title: string): Promise<readonly Step[]> {
  return (await sample(title)).door as readonly Step[]
}

describe("a pattern", () => {
  test("U1-5 U0-11 user: one's own channel and no other, however alike", async () => {
    const { cookie = "" } = await cookieOf("ben")
    const door = await doorOf("User")
    expect(await ask(door, {}, "notification.ben")).toMatchObject({ status: 401, body: "Unauthorized" })
    expect(await ask(door, { cookie }, "notification.ben")).toMatchObject({ status: 200 })
    for (const name of ["notification.ben2", "team.red.chat", "notification.ada"]) {
      const refused = { status: 403, body: "You can only access your own channels" }
      expect(await ask(door, { cookie }, "notification.ben", name), name).toMatchObject(refused)
    }
    const session = await doorOf("Session")
    expect(await ask(session, { cookie }, "team.red.chat")).toMatchObject({ status: 200 })
    expect(await ask(session, { cookie: "x=y" }, "team.red.chat")).toMatchObject({
      ...{ status: 401, body: "Please sign in" },
    })
  })

  test("U0-9 M-7 bearer token: missing in the door's words, or else in ours", async () => {
    const door = await doorOf("Bearer token")
    expect(await ask(door, {}, "team.red.chat")).toMatchObject({ status: 401, body: "Missing token" })
    expect(await ask(door, bearer(await tokenOf("ben")), "team.red.chat")).toMatchObject({ status: 200 })
    const ours = await ask(appDoor, {}, "team.red.chat")
    expect(JSON.parse(ours.body)).toMatchObject({ title: "Authentication required", code: "AUTH_REQUIRED" })
  })

  test("machine key: the key opens its channels and no other, and people come by token", async () => {
    const doorFor = (await sample("Machine key")).doorFor as (key: string) => readonly Step[]
    const door = doorFor("a-key-of-this-test")
    expect((await ask(door, bearer("a-key-of-this-test"), "admin.logs")).status).toBe(200)
    expect((await ask(door, bearer("a-key-of-this-test"), "team.red.chat")).status).toBe(403)
    expect((await ask(door, bearer("another-key"), "admin.logs")).status).toBe(401)
    expect((await ask(door, {}, "admin.logs")).status).toBe(401)
    expect((await ask(door, bearer(await tokenOf("ben")), "team.red.chat")).status).toBe(200)
  })

  test("wall, with a name for everybody: no user is Authentication required, whatever is asked for", async () => {
    const door = await doorOf("Wall")
    for (const name of ["notification.ben", "lobby", "default", "no.such.channel"]) {
      expect(await ask(door, {}, name), name).toMatchObject({ status: 401, body: "Authentication required" })
    }
    expect((await ask(door, await cookieOf("ben"), "notification.ben")).status).toBe(200)
    expect((await ask(door, await cookieOf("ben"), "notification.ada")).status).toBe(403)
    expect((await ask(door, await cookieOf("nobody-known"), "notification.nobody-known")).status).toBe(401)
  })

  test("M-29 M-30 M-31 M-32 namespaces: each has its own chain, and a part without one is closed", async () => {
    const door = await doorOf("Namespaces")
    const [ada, ben] = [bearer(await tokenOf("ada")), bearer(await tokenOf("ben"))]
    expect((await ask(door, {}, "lobby")).status).toBe(200)
    expect((await ask(door, {}, "team.red.chat")).body).toContain('"Authentication required"')
    expect((await ask(door, {}, "admin.logs")).body).toContain('"Authentication required"')
    expect((await ask(door, ben, "team.red.chat")).status).toBe(200)
    expect((await ask(door, ben, "admin.logs")).body).toContain('"Admin access required"')
    expect((await ask(door, ada, "admin.logs")).status).toBe(200)
    expect((await ask(door, ben, "notification.ben")).status).toBe(401)
    const asked = ["lobby", "team.red.chat", "admin.logs", "notification.ben"]
    expect(await verdictsOf(door, ben, ...asked)).toEqual({
      ...{ lobby: "open", "team.red.chat": "open" },
      ...{ "admin.logs": "ADMIN_REQUIRED", "notification.ben": "FORBIDDEN_CHANNEL" },
    })
  })

  test("chain: nobody, somebody suspended, somebody too often, and then the channels", async () => {
    await roomInThisMinute()
    const door = await doorOf("Chain")
    const [bea, ben] = [bearer(await tokenOf("bea")), bearer(await tokenOf("ben"))]
    expect((await ask(door, {}, "team.red.chat")).body).toContain('"Authentication required"')
    await change("ben", { suspended: true })
    expect((await ask(door, ben, "team.red.chat")).body).toContain('"Account suspended"')
    expect((await ask(door, bea, "team.blue.chat")).body).toContain("FORBIDDEN_CHANNEL")
    for (let n = 0; n < 4; n += 1) expect((await ask(door, bea, "team.red.chat")).status).toBe(200)
    expect(await ask(door, bea, "team.red.chat")).toMatchObject({ status: 429 })
  })

  test("U1-7 M-11 role and team: asked for each channel, of whoever the token named", async () => {
    const [role, team] = [await doorOf("Role"), await doorOf("Team membership")]
    const [ada, ben] = [bearer(await tokenOf("ada")), bearer(await tokenOf("ben"))]
    expect((await ask(role, ada, "admin.logs", "notification.ada")).status).toBe(200)
    expect((await ask(role, ben, "admin.logs")).body).toContain("ADMIN_REQUIRED")
    expect(await verdictsOf(role, ben, "notification.ben", "admin.logs")).toEqual({
      ...{ "notification.ben": "open", "admin.logs": "ADMIN_REQUIRED" },
    })
    expect((await ask(team, ben, "team.red.chat")).status).toBe(200)
    expect((await ask(team, ben, "team.red.chat", "team.blue.chat")).body).toContain("NOT_A_TEAM_MEMBER")
    expect((await ask(team, ben, "org.acme-eu.announcements")).body).toContain("FORBIDDEN_CHANNEL")
    await change("ada", { role: "member", teamIds: ["red"] })
    expect((await ask(role, ada, "admin.logs")).body).toContain("ADMIN_REQUIRED")
    expect((await ask(team, ada, "team.blue.chat")).body).toContain("NOT_A_TEAM_MEMBER")
  })

  test("verified e-mail and tenant", async () => {
    const ben = bearer(await tokenOf("ben"))
    const [verified, tenant] = [await doorOf("Verified"), await doorOf("Tenant")]
    expect((await ask(verified, ben, "team.red.chat")).status).toBe(200)
    expect((await ask(tenant, ben, "org.acme.announcements", "team.red.chat")).status).toBe(200)
    expect(await ask(tenant, ben, "org.acme-eu.announcements")).toMatchObject({
      ...{ status: 403, body: "Access denied" },
    })
    await change("ben", { emailVerified: false })
    expect(await ask(verified, ben, "team.red.chat")).toMatchObject({
      status: 403,
      body: "Verify your email",
    })
  })

  test("throttling: the eleventh connection of a minute is told when to come back, another person is not", async () => {
    await roomInThisMinute()
    const door = await doorOf("Throttling")
    const ben = bearer(await tokenOf("ben"))
    const answers: number[] = []
    for (let n = 0; n < 10; n += 1) answers.push((await ask(door, ben, "team.red.chat")).status)
    expect(answers).toEqual(Array(10).fill(200))
    const eleventh = await ask(door, ben, "team.red.chat")
    expect(eleventh).toMatchObject({ status: 429, body: "Too many connections" })
    expect(Number(eleventh.retryAfter)).toBeGreaterThan(0)
    expect((await ask(door, bearer(await tokenOf("bea")), "team.red.chat")).status).toBe(200)
  })

  test("K-16 another sign-in: any provider of sessions can stand behind the rules", async () => {
    const { authorizeWith } = await sample("Another sign-in")
    const make = authorizeWith as (getSession: unknown) => Authorize
    const rules = make(async ({ headers }: { headers: Headers }) => {
      const id = headers.get("x-session")
      return id ? { user: { id, name: "Somebody" } } : null
    })
    const authenticate = (headers: Record<string, string>) =>
      withSock8({ realtime, authorize: rules })(
        new Request(`${ORIGIN}/authenticate`, { method: "POST", headers }),
      )
    expect((await authenticate({})).status).toBe(401)
    expect(await (await authenticate({ "x-session": "zoe" })).json()).toMatchObject({
      identity: "zoe",
      channels: [{ name: "notification.zoe", actions: ["read"] }],
    })
  })
})
