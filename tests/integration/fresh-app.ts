/** The app itself over any of the back ends: made anew for each, as a process would. */
import { createHmac, randomBytes, randomUUID } from "node:crypto"
import { encode } from "next-auth/jwt"
import { vi } from "vitest"
import type { EmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { SHARED } from "../../lib/sock8/server/process-wide"

export const ORIGIN = "http://app.example"
const secret = () => randomBytes(32).toString("base64url")

/** What two processes of one deployment have in common. */
export const newSecrets = () => ({ NEXTAUTH_SECRET: secret(), JWT_SECRET: secret() })

/**
 * Starts the app on one Redis. Its modules are its own: the one Redis client of a process cannot move.
 *
 * @param secrets makes it another process of the app that was started with the same ones.
 */
export async function startFreshApp(upstash: EmbeddedUpstash, secrets = newSecrets()) {
  const { JWT_SECRET, NEXTAUTH_SECRET } = secrets
  vi.resetModules()
  for (const name of ["grantwayRedis", "grantwayEnv", "grantwayAttemptLogs"])
    Reflect.deleteProperty(globalThis, name)
  Reflect.deleteProperty(globalThis, SHARED)
  const { setEnv } = await import("@/lib/env")
  setEnv({
    ...{ ...secrets, JWT_ACCEPT_FOREIGN: "on", DEMO_PEOPLE: "on" },
    ...{ UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token },
  })
  const { flushAttempts, realtime, withSock8 } = await import("@/lib/realtime")
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
    ...{ realtime, flushAttempts, redis, resetPeople, readPerson, savePerson },
    endpoints: withSock8({ authorize }),
    stream: handle({ realtime, middleware: door }),
    /** The header of a person who is signed in, with this session, for so many more seconds. */
    async cookieOf(sub: string, sid: string = randomUUID(), maxAge = 3600): Promise<{ cookie: string }> {
      const token = await encode({ token: { sub, name: sub, sid }, secret: NEXTAUTH_SECRET, maxAge })
      // Both names, plain and for https: some tests are on Vercel.
      return { cookie: `next-auth.session-token=${token}; __Secure-next-auth.session-token=${token}` }
    },
    /** A proof of who somebody is, made by another service with the shared secret. */
    proofOf(sub: string, seconds = 3600): string {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
      const exp = Math.floor(Date.now() / 1000) + seconds
      const body = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub, exp })}`
      return `${body}.${createHmac("sha256", JWT_SECRET).update(body).digest("base64url")}`
    },
  }
}
