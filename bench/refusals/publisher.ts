/** One person who publishes all the while, and how long each publish took. */
import { setTimeout as wait } from "node:timers/promises"
import { Redis } from "@upstash/redis"
import { setEnv } from "../../lib/env"
import { savePerson } from "../../lib/people/people"
import { createTokens } from "../../lib/sock8/server/token"
import type { ProbedApp, Store } from "../../tests/soak/probed-app"
import { sendRaw } from "../../tests/soak/raw-client"

/** How publishing went while something else was done. */
export interface PublishTimes {
  readonly published: number
  /** Answers other than 200. */
  readonly refused: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Redis commands that it took, at one each. */
  readonly commands: number
}

/** Slow enough for the limit of 100 messages in 10 s, and for an answer to come before the next one. */
const EVERY_MS = 120

/** Makes somebody who may publish to a team's chat. */
export async function createPublisher(app: ProbedApp, store: Store) {
  setEnv(app.settings)
  const id = "bench"
  await savePerson({
    ...{ id, name: id, email: `${id}@bench.example`, role: "member", teamIds: ["bench"] },
    ...{ emailVerified: true, suspended: false },
  })
  const redis = new Redis({ ...store, enableTelemetry: false })
  await redis.ping()
  const tokens = createTokens({
    ...{ secret: app.jwtSecret, issuer: "grantway", audience: "grantway-realtime" },
  })
  const channel = "team.bench.chat"
  const grants = [
    { pattern: channel, actions: ["read" as const, "publish" as const], because: "a benchmark" },
  ]
  let signed = await tokens.sign({ identity: id, since: Date.now(), grants })

  async function publishOnce(text: string): Promise<{ status: number; tookMs: number }> {
    if (signed.expiresAt - Date.now() < 60_000) {
      signed = await tokens.sign({ identity: id, since: Date.now(), grants })
    }
    const at = performance.now()
    const status = await sendRaw(app.port, {
      ...{ method: "POST", path: "/api/channels/publish" },
      headers: {
        ...{ authorization: `Bearer ${signed.token}`, "content-type": "application/json" },
        "x-forwarded-for": "198.18.1.1",
      },
      body: JSON.stringify({ channel, data: { text } }),
    })
    return { status, tookMs: performance.now() - at }
  }

  return {
    /** Publishes until something is done. */
    async during(act: () => Promise<unknown>): Promise<PublishTimes> {
      let isDone = false
      const done = act().finally(() => {
        isDone = true
      })
      const results: Array<{ status: number; tookMs: number }> = []
      while (!isDone) {
        results.push(await publishOnce(`message ${results.length}`))
        await wait(EVERY_MS)
      }
      await done
      const sorted = results.map(({ tookMs }) => tookMs).sort((a, b) => a - b)
      const at = (share: number) =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
      return {
        ...{ published: results.length, refused: results.filter(({ status }) => status !== 200).length },
        ...{ p50Ms: at(0.5), p99Ms: at(0.99), commands: results.length },
      }
    },
  }
}
