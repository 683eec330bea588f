/** Ours: the toolkit's own handler with a door that demands a token, a channel for each person. */
import { Redis } from "@upstash/redis"
import { z } from "zod"
import { channel, defineChannels } from "../../lib/sock8/core/define"
import { requireGrants, requireToken } from "../../lib/sock8/server/door"
import { handle } from "../../lib/sock8/server/handle"
import { createRealtime } from "../../lib/sock8/server/realtime"
import type { Store, Subject } from "./subject"

const said = z.object({ text: z.string() })
const channels = defineChannels({
  "inbox.{userId}": channel(said),
  "room.{roomId}": channel(said, { presence: true }),
})

/** How many people see each other in one room. */
const ROOM = 10

/** Makes the subject. */
export function grantway(store: Store): Subject {
  return subject(store, false)
}

/** The same, with everybody present in a room of ten besides. */
export function grantwayPresent(store: Store): Subject {
  return subject(store, true)
}

/** All clients come from one address, which is no test of limits. */
function subject({ url, token }: Store, isPresent: boolean): Subject {
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
      const room = `room.r${Math.floor(client / ROOM)}`
      const signed = await realtime.tokens().sign({
        identity: `u${client}`,
        since: Date.now(),
        grants: [
          { pattern: name, actions: ["read"], because: "your own channel" },
          { pattern: room, actions: ["read", "presence"], because: "your room" },
        ],
      })
      const authorization = `Bearer ${signed.token}`
      if (!isPresent) return { path: `/?channel=${name}`, headers: { authorization } }
      const body = JSON.stringify({ channels: [{ name }, { name: room, present: true }] })
      return { path: "/", headers: { authorization, "content-type": "application/json" }, body }
    },
  }
}
