/** The Redis that comes with the app, for where there is no Upstash database: it is gone when its owner ends. */
import { randomBytes } from "node:crypto"
import { readDevelopmentSecrets } from "../development-secrets"
import type { Env } from "../env"

/** One port for what runs in this checkout, so that a script beside the app meets it in one Redis. */
const PORT = 8379

/** Where the embedded server answers this process. */
export interface EmbeddedRedis {
  readonly url: string
  readonly token: string
  /** Why it is not shared with other processes, and what to do; absent where it is, or where nobody asked for it. */
  readonly remark?: string
}

/**
 * Starts the embedded server for this process, or joins the one of another process that has our secret. The port is
 * trusted with nothing: what listens there has to prove that it has the secret, and is not sent it
 * (`embedded-upstash/share.ts`).
 */
export async function openEmbeddedRedis(settings: Env): Promise<EmbeddedRedis> {
  const { strict, REDIS_URL, EMBEDDED_REDIS_PORT: port = PORT, EMBEDDED_REDIS_SECRET } = settings
  const behind = REDIS_URL ? { redisUrl: REDIS_URL } : {}
  // A production build has no file to keep a secret in, and so shares its Redis with nobody unless it is given one.
  const secret = EMBEDDED_REDIS_SECRET ?? (strict ? undefined : readDevelopmentSecrets().embeddedRedisToken)
  if (secret === undefined) {
    const { startEmbeddedUpstash } = await import("../embedded-upstash/start")
    return startEmbeddedUpstash({ token: randomBytes(32).toString("base64url"), ...behind })
  }
  const { openSharedUpstash } = await import("../embedded-upstash/share")
  const { url, token, role } = await openSharedUpstash({ port, secret, ...behind })
  const isSplit = role === "alone" && !REDIS_URL
  return { url, token, ...(isSplit && { remark: remarkOn(port) }) }
}

function remarkOn(port: number): string {
  return [
    `Port ${port} is taken by something that does not have the secret of this app's embedded Redis: another program, or`,
    "another checkout. It was sent nothing. This process keeps a Redis of its own, which no other process shares.",
    "To share one, end what listens there, or set EMBEDDED_REDIS_PORT to a free port in all processes that belong together.",
  ].join("\n")
}
