/** Who the rules are asked about, and what stands against it, whatever the request claimed before. */
import { beforeEach, expect, test } from "vitest"
import { z } from "zod"
import { channel, defineChannels } from "../../lib/sock8/core/define"
import { EXPECTED_IDENTITY_HEADER } from "../../lib/sock8/core/wire"
import { type Claim, createAskRules } from "../../lib/sock8/server/ask-rules"
import type { Authorize } from "../../lib/sock8/server/connection"
import { createRevoker } from "../../lib/sock8/server/revoke"
import { createMemoryRedis } from "./memory-redis"

const channels = defineChannels({
  "notification.{userId}": channel(z.string(), {}),
  "document.{documentId}": channel(z.string(), {}),
})
let redis: ReturnType<typeof createMemoryRedis>
beforeEach(() => {
  redis = createMemoryRedis()
})

const asBea: Authorize = (conn) => {
  conn.identifyAs("bea")
  conn.grant(channels.notification.for({ userId: "bea" }))
  conn.grantEvery(channels.document)
}

/** Asks for a page that shows somebody. Answers whom the rules named, or the code of the refusal. */
async function ask(shown: string, readClaim?: () => Promise<Claim | undefined>): Promise<string> {
  const askRules = createAskRules({ ...redis.parts, readClaim })
  const request = new Request("http://app.example", { headers: { [EXPECTED_IDENTITY_HEADER]: shown } })
  return askRules(asBea, request).then(
    ({ identity }) => identity,
    ({ code }) => code,
  )
}

test.each([
  ["that claims nothing which can be read", undefined],
  ["that proves itself in a way of which no claim tells", async () => undefined],
  ["that claimed to be the person shown", async () => ({ identity: "ben" })],
])("S-28 a request %s is refused where the rules name another person than its page", async (_, readClaim) => {
  expect(await ask("ben", readClaim)).toBe("IDENTITY_CHANGED")
})

test.each([
  ["without a claim", undefined],
  ["by its claim", async () => ({ identity: "bea" })],
])("S-28 a request is answered where they name the person of its page, %s", async (_, readClaim) => {
  expect(await ask("bea", readClaim)).toBe("bea")
})

test.each([
  ["without a claim", undefined],
  ["by a claim of that person", async () => ({ identity: "bea" })],
  ["by a claim of another", async () => ({ identity: "ben" })],
])("what was denied to the person whom the rules name is denied, %s", async (_, readClaim) => {
  await createRevoker(redis.parts).deny("bea", channels.notification.for({ userId: "bea" }))
  await createRevoker(redis.parts).deny("bea", channels.document.for({ documentId: "d1" }))
  const askRules = createAskRules({ ...redis.parts, readClaim })
  const { grants } = await askRules(asBea, new Request("http://app.example"))
  expect(grants).toMatchObject([{ pattern: "document.*", except: ["document.d1"] }])
})
