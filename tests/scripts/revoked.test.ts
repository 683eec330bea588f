/** What was taken away is state before it is a signal: who missed the signal is told by the next question. */
import { beforeEach, expect, test } from "vitest"
import { z } from "zod"
import { defineChannels } from "../../lib/sock8/core/define"
import { createHistory } from "../../lib/sock8/server/history"
import { type Admission, createLeases } from "../../lib/sock8/server/leases"
import { createRevoker, parseSignal, type Revoker } from "../../lib/sock8/server/revoke"
import { KEEP_SECONDS } from "../../lib/sock8/server/scripts/keep"
import { createMemoryRedis } from "./memory-redis"

let redis: ReturnType<typeof createMemoryRedis>
beforeEach(() => {
  redis = createMemoryRedis()
})

/** A connection of Ben's, by a token of a session that depends on another person's rights, too. */
function connection(
  id: string,
  { token = "t1", session = "s1", identities = ["ben", "ada"] } = {},
): Admission {
  const info = { id, identity: "ben", address: "", transport: "fetch" as const, channels: [], since: 0 }
  const standing = { identities, since: 1, token, session }
  return { info, standing, limits: { perPerson: 10, perAddress: 10 } }
}

const cases: ReadonlyArray<[string, (revoker: Revoker) => Promise<void>, string]> = [
  ["a token", (revoker) => revoker.revokeToken("t1"), "REVOKED"],
  ["a session", (revoker) => revoker.endSession("s1"), "AUTH_REQUIRED"],
  ["rights of its person", (revoker) => revoker.rightsChanged("ben"), "TOKEN_EXPIRED"],
  ["rights of another on whom it depends", (revoker) => revoker.rightsChanged("ada"), "TOKEN_EXPIRED"],
]

test.each([...cases, ["the connection", (revoker: Revoker) => revoker.closeConnections(["c1"]), "REVOKED"]])(
  "%s: the next question about an open connection answers it, and that about another one does not",
  async (_, take, code) => {
    const [one, apart] = [
      connection("c1"),
      connection("c2", { token: "t2", session: "s2", identities: ["bea"] }),
    ]
    const leases = createLeases(redis.parts)
    expect(await leases.watch([one, apart])).toEqual([undefined, undefined])
    await take(createRevoker(redis.parts))
    expect(await leases.watch([one, apart])).toEqual([code, undefined])
  },
)

test.each(cases)(
  "%s: nothing new is opened by it, and every process is told in the same command",
  async (_, take, code) => {
    const lines = redis.listen(redis.parts.keys.control)
    await take(createRevoker(redis.parts))
    expect(lines.map(parseSignal)).toEqual([expect.objectContaining({ type: expect.any(String) })])
    const admitted = createHistory(redis.parts).admit(connection("c1"), [])
    await expect(admitted).rejects.toMatchObject({ code })
    expect(await createLeases(redis.parts).listOf(["ben"]), "counted").toEqual([])
  },
)

test("rights that change in the millisecond in which the rules were asked are asked about again", async () => {
  const asked = (since: number): Admission => {
    const one = connection("c1")
    return { ...one, standing: { identities: ["ben"], since } }
  }
  await createRevoker(redis.parts).rightsChanged("ben")
  const all = [redis.now() - 1, redis.now(), redis.now() + 1].map(asked)
  expect(await createLeases(redis.parts).watch(all)).toEqual(["TOKEN_EXPIRED", "TOKEN_EXPIRED", undefined])
})

test("what was taken away is remembered for longer than tokens live, and not for ever", async () => {
  const { keys } = redis.parts
  const revoker = createRevoker(redis.parts)
  const { room } = defineChannels({ room: [z.string()] })
  await revoker.rightsChanged("ben")
  await revoker.revokeToken("t1")
  await revoker.endSession("s1", { forSeconds: 7 })
  // Of somebody who never comes back, and whose rules are never asked again.
  await revoker.deny("bea", room)
  const kept = [keys.rights("ben"), keys.revoked("t1"), keys.revoked("s1"), keys.denied("bea")]
  expect(kept.map((key) => redis.command("TTL", key))).toEqual([
    ...[KEEP_SECONDS.revoked, KEEP_SECONDS.revoked, 7, KEEP_SECONDS.denied],
  ])
})
