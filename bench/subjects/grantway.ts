/** Ours: the toolkit's own handler with a door that demands a token, a channel for each person. */
import { Redis } from "@upstash/redis"
import { z } from "zod"
import { channel, defineChannels } from "../../lib/sock8/core/define"
import { requireGrants, requireToken } from "../../lib/sock8/server/door"
import { handle } from "../../lib/sock8/server/handle"
import { createRealtime } from "../../lib/sock8/server/realtime"
import type { Store, Subject } from "./subject"

const channels = defineChannels({ "inbox.{userId}": channel(z.object({ text: z.string() })) })

/** Makes the subject. All of its clients come from one address, which is no test of limits. */
export function grantway({ url, token }: Store): Subject {
  const redis = new Redis({ url, token, automaticDeserialization: false, enableTelemetry: false })
  const secret = "a-secret-of-the-benchmark-of-32-bytes-at-least"
  const realtime = createRealtime({
    channels,
    limits: { perPerson: 20, perAddress: 100_000 },
    settings: () => ({ redis, token: { secret, issuer: "bench", audience: "bench" } }),
  })
  return {
    handle: handle({ realtime, middleware: [requireToken, requireGrants] }),
    async publish(client) {
      await realtime.emit(channels.inbox.for({ userId: `u${client}` }), { text: "hello" })
    },
    async ask(client) {
      const name = `inbox.u${client}`
      const signed = await realtime.tokens().sign({
        identity: `u${client}`,
        since: Date.now(),
        grants: [{ pattern: name, actions: ["read"], because: "your own channel" }],
      })
      return {
        path: `/?channel=${name}`,
        headers: { authorization: `Bearer ${signed.token}` },
      }
    },
  }
}
