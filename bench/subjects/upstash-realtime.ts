/** The peer: @upstash/realtime with its own `handle`, and no middleware at all. */
import { handle, Realtime } from "@upstash/realtime"
import { Redis } from "@upstash/redis"
import { z } from "zod"
import type { Store, Subject } from "./subject"

/** Makes the subject. */
export function upstashRealtime({ url, token }: Store): Subject {
  const redis = new Redis({ url, token, enableTelemetry: false })
  const realtime = new Realtime({
    schema: { said: z.object({ text: z.string() }) },
    redis,
    maxDurationSecs: 3_600,
  })
  const stream = handle({ realtime })
  return {
    handle: async (request) => (await stream(request)) ?? undefined,
    async publish(client) {
      await realtime.channel(`inbox-u${client}`).emit("said", { text: "hello" })
    },
    ask: async (client) => ({ path: `/?channel=inbox-u${client}`, headers: {} }),
  }
}
