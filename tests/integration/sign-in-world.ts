/** The app as far as signing in needs it: settings, a Redis of its own, and the demo people in it. */
import { randomBytes } from "node:crypto"
import { afterAll, beforeAll, beforeEach } from "vitest"
import { startEmbeddedUpstash } from "@/lib/embedded-upstash/start"
import { setEnv } from "@/lib/env"
import { DEMO_PASSWORD, demoPeople } from "@/lib/people/demo-people"
import { hashPassword } from "@/lib/people/password"
import { savePasswordHash, savePerson } from "@/lib/people/people"
import { redis } from "@/lib/redis/redis"

const secret = () => randomBytes(32).toString("base64url")

/** Starts it for the tests of a file, and answers a way to reach its Redis, which is there once they run. */
export function startSignInWorld() {
  let upstash: Awaited<ReturnType<typeof startEmbeddedUpstash>>
  beforeAll(async () => {
    upstash = await startEmbeddedUpstash({ token: secret() })
    setEnv({
      NEXTAUTH_SECRET: secret(),
      JWT_SECRET: secret(),
      NEXTAUTH_URL: "http://localhost:3000",
      UPSTASH_REDIS_REST_URL: upstash.url,
      UPSTASH_REDIS_REST_TOKEN: upstash.token,
      DEMO_PEOPLE: "on",
    })
  })
  beforeEach(async () => {
    await redis().flushdb()
    // As `seedDemoPeople` leaves it, but with a hash that costs nothing: there is a sign-in in every test.
    const passwordHash = await hashPassword(DEMO_PASSWORD, { N: 1024, r: 8, p: 1 })
    await Promise.all(
      demoPeople.flatMap((person) => [savePerson(person), savePasswordHash(person, passwordHash)]),
    )
  })
  afterAll(() => upstash.close())
  return { upstash: () => upstash }
}

/** What a script gets from a refused sign-in. */
export async function refusalIn(answer: Response): Promise<{ status: number; error: string | null }> {
  const { url } = await answer.json()
  return { status: answer.status, error: new URL(url).searchParams.get("error") }
}
