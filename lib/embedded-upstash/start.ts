/**
 * A small server that speaks the REST protocol of Upstash Redis on this machine only, so that the unmodified
 * `@upstash/redis` and `@upstash/ratelimit` work in development and tests without an account and without Docker.
 *
 * Where to go next: `rest.ts` is the protocol, `memory/engine.ts` the commands, `lua/interpreter.ts` the
 * scripts, `redis/backend.ts` the same front before a real Redis, `share.ts` one Redis for several processes. Nothing
 * here imports from the app.
 */
import { createServer } from "node:http"
import type { Backend } from "./backend"
import { closeServer, listen } from "./listen"
import { openMemoryBackend } from "./memory/backend"
import { openRedisBackend } from "./redis/backend"
import { createRestListener } from "./rest"
import { type EmbeddedUpstashStats, StatsCounter } from "./stats"

/** How to start an embedded server. */
export interface EmbeddedUpstashOptions {
  /** 0, the default, takes any free port. */
  port?: number
  /** A loopback address: the server is not made to be reached from elsewhere. Default `127.0.0.1`. */
  host?: string
  /** What clients must send as `UPSTASH_REDIS_REST_TOKEN`. */
  token: string
  /** A real Redis to stand in front of, as `redis://127.0.0.1:6379`. Without it the data lives in memory. */
  redisUrl?: string
  /** Above about this much data in memory, commands that add some are refused. Default 256 MB. */
  maxBytes?: number
}

/** A running embedded server. */
export interface EmbeddedUpstash {
  /** For `UPSTASH_REDIS_REST_URL`. */
  url: string
  token: string
  /** What has been done so far, as a copy. */
  stats(): EmbeddedUpstashStats
  /** Ends all streams and the server. In memory, the data is gone. */
  close(): Promise<void>
}

const maxBodyBytes = 1024 * 1024
const maxLagBytes = 4 * 1024 * 1024
const defaultMaxBytes = 256 * 1024 * 1024

/** Starts a server. Rejects if the host is not loopback or the port is taken. */
export async function startEmbeddedUpstash(options: EmbeddedUpstashOptions): Promise<EmbeddedUpstash> {
  const { port = 0, host = "127.0.0.1", token, redisUrl } = options
  if (!isLoopback(host)) {
    throw new Error(`The embedded Upstash server is for this machine only: use host 127.0.0.1, not ${host}.`)
  }
  if (token === "") throw new Error("The embedded Upstash server needs a token that is not empty.")
  if (redisUrl !== undefined && !/^rediss?:\/\/./.test(redisUrl)) {
    throw new Error("The address of a Redis begins with redis:// or rediss://, as in redis://127.0.0.1:6379.")
  }
  const stats = new StatsCounter()
  const backend = await openBackend(options, stats)
  const server = createServer(createRestListener({ backend, token, stats, maxBodyBytes, maxLagBytes }))
  try {
    const address = await listen(server, port, host)
    return {
      url: `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
      token,
      stats: () => stats.read(),
      async close() {
        await closeServer(server)
        await backend.close()
      },
    }
  } catch (error) {
    await backend.close()
    throw error
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}

function openBackend({ redisUrl, maxBytes }: EmbeddedUpstashOptions, stats: StatsCounter): Promise<Backend> {
  const onPublish = () => stats.countPublished()
  if (redisUrl !== undefined) return openRedisBackend({ redisUrl, onPublish })
  return openMemoryBackend({ maxBytes: maxBytes ?? defaultMaxBytes, onPublish })
}
