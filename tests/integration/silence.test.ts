/**
 * Every identity behind a stream, one row each: its right is taken away on one process, and the stream on another falls
 * silent by the event alone. Two processes of the app share one Redis.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { type KeysApp, scopes, startKeysApp } from "./api-keys-world"
import { newSecrets } from "./fresh-app"
import { backendNames, startBackends } from "./upstash-servers"

const { notification, team, announcements } = scopes

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

/** What is open, and how its right is taken away. */
interface Row {
  /** The channels that it listens to; the last one is taken away. */
  readonly channels: readonly string[]
  /** The text that opens it, made on one process. */
  readonly bearer: (here: KeysApp) => Promise<string>
  readonly take: (here: KeysApp) => Promise<unknown>
  /** What the stream says last of the channel. */
  readonly says: string
}

const SESSION = "6f0d1c51-8a0b-4f43-9d0e-0d6d5a3a7c11"
const RED = "team.red.chat"
const tokenOf = (id: string) => async (here: KeysApp) =>
  String((await here.authenticate(here.proofOf(id))).body.token)
const keyFor =
  (...scope: object[]) =>
  async (here: KeysApp) =>
    (await here.keyFor(...scope)).key
const change = (id: string, news: object) => (here: KeysApp) => here.changeAs("ben2", id, news)
const redReader = keyFor(team("red", ["read"]))

/** The id of the key that was made last, and of a connection that a person has open. */
async function newestKey(here: KeysApp): Promise<string> {
  return (await here.listKeys("acme"))[0]?.record.id ?? ""
}
async function connectionOf(here: KeysApp, person: string): Promise<string> {
  return (await here.realtime.leases.list()).find(({ identity }) => identity === person)?.id ?? ""
}

const rows: Readonly<Record<string, Row>> = {
  "a person who is suspended": {
    ...{ channels: [RED], bearer: tokenOf("ben"), says: "ACCOUNT_SUSPENDED" },
    take: change("ben", { suspended: true }),
  },
  "a person whose e-mail is not verified any more": {
    ...{ channels: [RED], bearer: tokenOf("ben"), says: "EMAIL_NOT_VERIFIED" },
    take: change("ben", { emailVerified: false }),
  },
  "a person whose e-mail GitHub does not vouch for any more": {
    ...{ channels: [RED], says: "EMAIL_NOT_VERIFIED" },
    async bearer(here) {
      await here.signInOnGitHub({ verified: true })
      await here.changeAs("ben2", "gh-7", { orgId: "acme", teamIds: ["red"] })
      return tokenOf("gh-7")(here)
    },
    take: (here) => here.signInOnGitHub({ verified: false }),
  },
  "a team that a person leaves": {
    ...{ channels: ["notification.ben", RED], bearer: tokenOf("ben"), says: "REVOKED" },
    take: change("ben", { teamIds: [] }),
  },
  "an organisation that a person leaves": {
    ...{ channels: ["notification.ben", "org.acme.announcements"], bearer: tokenOf("ben"), says: "REVOKED" },
    take: change("ben", { orgId: "acme-eu" }),
  },
  "a session that ends": {
    ...{ channels: [RED], bearer: (here) => here.sessionToken("ben", SESSION), says: "AUTH_REQUIRED" },
    take: (here) => here.realtime.revoker.endSession(SESSION),
  },
  "a key that is revoked": {
    ...{ channels: [RED], bearer: redReader, says: "REVOKED" },
    take: async (here) => here.revoke("ada", await newestKey(here)),
  },
  "a key whose maker is demoted": {
    ...{ channels: [RED], bearer: redReader, says: "TOKEN_EXPIRED" },
    take: change("ada", { role: "member" }),
  },
  "a key whose maker is suspended": {
    ...{ channels: [RED], bearer: redReader, says: "TOKEN_EXPIRED" },
    take: change("ada", { suspended: true }),
  },
  "a key whose maker leaves the organisation": {
    ...{ channels: ["org.acme.announcements"], says: "TOKEN_EXPIRED" },
    bearer: keyFor(announcements("acme", ["read"])),
    take: change("ada", { orgId: "acme-eu" }),
  },
  "a key that names a person who leaves the organisation": {
    ...{ channels: [RED], says: "TOKEN_EXPIRED" },
    bearer: keyFor(team("red", ["read"]), notification("ben")),
    take: change("ben", { orgId: "acme-eu" }),
  },
  "a key whose own rights change": {
    ...{ channels: [RED], bearer: redReader, says: "TOKEN_EXPIRED" },
    take: async (here) => here.realtime.revoker.rightsChanged(`key-${await newestKey(here)}`),
  },
  "a connection that is kicked": {
    ...{ channels: [RED], bearer: tokenOf("bea"), says: "REVOKED" },
    take: async (here) => here.realtime.revoker.closeConnections([await connectionOf(here, "bea")]),
  },
}

describe.each(backendNames)("with Redis %s", (name) => {
  let here: KeysApp
  let there: KeysApp
  beforeAll(async () => {
    const secrets = newSecrets()
    // An interval of a clock that stands still: no process looks at its connections every ten seconds, so that a stream
    // which falls silent does so by the event.
    vi.useFakeTimers({ toFake: ["setInterval"] })
    here = await startKeysApp(backends.servers[name], secrets)
    there = await startKeysApp(backends.servers[name], secrets)
    vi.useRealTimers()
  })
  beforeEach(async () => {
    await here.resetPeople()
    // A second admin, who changes Ada.
    await here.change("ben2", { role: "admin" })
  })
  afterAll(() => {
    here.realtime.close()
    there.realtime.close()
  })

  test.each(Object.entries(rows))("S-7 %s: the stream on another process is silent", async (_, row) => {
    const witness = await there.open(await tokenOf("ben2")(here), "notification.ben2")
    const stream = await there.open(await row.bearer(here), ...row.channels)
    await vi.waitFor(() => expect(witness.said() && stream.said()).toContain("event: open"))
    const [channel = ""] = row.channels.slice(-1)
    const emit = (text: string) => there.emit(channel, text)
    await emit("before")
    await vi.waitFor(() => expect(stream.said()).toContain('"before"'))
    await row.take(here)
    await vi.waitFor(() => expect(stream.said()).toContain(`"${row.says}"`))
    for (let n = 0; n < 20; n++) await emit("too late")
    await there.emit("notification.ben2", "after all")
    await vi.waitFor(() => expect(witness.said()).toContain("after all"))
    expect(stream.said()).not.toContain("too late")
    for (const { leave } of [witness, stream]) leave()
  })
})
