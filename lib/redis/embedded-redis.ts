/** The Redis that comes with the app, for where there is no Upstash database: it is gone when the app ends. */
import { randomBytes } from "node:crypto"
import { readDevelopmentSecrets } from "../development-secrets"
import type { Env } from "../env"

/** One port for what runs in this checkout, so that a script beside the app meets it in one Redis. */
const PORT = 8379

/** Where the embedded server answers. */
export interface EmbeddedRedis {
  readonly url: string
  readonly token: string
}

/** Starts the embedded server on this machine's own address, or joins the one of another process of ours. */
export async function openEmbeddedRedis({ strict, REDIS_URL }: Env): Promise<EmbeddedRedis> {
  // A production build has no file to keep a token in, and so shares its Redis with nobody.
  const token = strict ? randomBytes(32).toString("base64url") : readDevelopmentSecrets().embeddedRedisToken
  const shared = { url: `http://127.0.0.1:${PORT}`, token }
  if (!strict && (await answers(shared))) return shared
  const { startEmbeddedUpstash } = await import("../embedded-upstash/start")
  const start = (port: number) =>
    startEmbeddedUpstash({ port, token, ...(REDIS_URL && { redisUrl: REDIS_URL }) })
  try {
    return await start(PORT)
  } catch {
    // Two of us started at once, or the port is somebody else's: then any port will do. What else is wrong
    // is wrong there too, and thrown.
    return !strict && (await answers(shared)) ? shared : await start(0)
  }
}

/** Only a server with our token says PONG, and only a process of this checkout has our token. */
async function answers({ url, token }: EmbeddedRedis): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}` },
      body: JSON.stringify(["PING"]),
      signal: AbortSignal.timeout(1000),
    })
    return answer.ok && (await answer.text()).includes("PONG")
  } catch {
    return false
  }
}
