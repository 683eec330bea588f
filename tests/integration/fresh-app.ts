/** The app itself over any of the back ends: made anew for each, as a process would. */
import { createHmac, randomBytes } from "node:crypto"
import { vi } from "vitest"
import type { EmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { SHARED } from "../../lib/sock8/server/process-wide"

export const ORIGIN = "http://app.example"
const secret = () => randomBytes(32).toString("base64url")

/** Starts the app on one Redis. Its modules are its own: the one Redis client of a process cannot move. */
export async function startFreshApp(upstash: EmbeddedUpstash) {
  const JWT_SECRET = secret()
  vi.resetModules()
  for (const name of ["grantwayRedis", "grantwayEnv"]) Reflect.deleteProperty(globalThis, name)
  Reflect.deleteProperty(globalThis, SHARED)
  const { setEnv } = await import("@/lib/env")
  setEnv({
    ...{ NEXTAUTH_SECRET: secret(), JWT_SECRET, JWT_ACCEPT_FOREIGN: "on", DEMO_PEOPLE: "on" },
    ...{ UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token },
  })
  const { realtime, withSock8 } = await import("@/lib/realtime")
  const { redis } = await import("@/lib/redis/redis")
  const { authorize } = await import("@/lib/authorize")
  const { door } = await import("@/lib/door")
  const { handle } = await import("@/lib/sock8/server/handle")
  const { demoPeople } = await import("@/lib/people/demo-people")
  const { readPerson, savePerson } = await import("@/lib/people/people")

  /** Everybody as they were. */
  async function resetPeople(): Promise<void> {
    for (const { about: _, ...person } of demoPeople) await savePerson(person)
  }

  return {
    ...{ realtime, redis, resetPeople, readPerson, savePerson },
    endpoints: withSock8({ authorize }),
    stream: handle({ realtime, middleware: door }),
    /** A proof of who somebody is, made by another service with the shared secret. */
    proofOf(sub: string): string {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
      const exp = Math.floor(Date.now() / 1000) + 3600
      const body = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub, exp })}`
      return `${body}.${createHmac("sha256", JWT_SECRET).update(body).digest("base64url")}`
    },
  }
}
