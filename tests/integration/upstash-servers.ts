/** Starts what the contract suite compares: an embedded server in memory, and one before a real Redis. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Redis as PlainRedis } from "ioredis"
import { type EmbeddedUpstash, startEmbeddedUpstash } from "../../lib/embedded-upstash/start"

/** Where an embedded server keeps its data. */
export type BackendName = "memory" | "redis"

export const backendNames: readonly BackendName[] = ["memory", "redis"]

/** A `redis-server` process of its own, with nothing on disk. */
export interface RedisProcess {
  url: string
  port: number
  /** Makes it hang: its connections stay open and nothing answers. */
  pause(): void
  resume(): void
  stop(): Promise<void>
}

export const token = "token-of-the-contract-suite"

const binary = process.env.REDIS_SERVER_BIN ?? "redis-server"

/** Starts `redis-server` on a loopback port; any free one unless told. */
export async function startRedis(port?: number): Promise<RedisProcess> {
  const chosenPort = port ?? (await findFreePort())
  const directory = await mkdtemp(join(tmpdir(), "contract-redis-"))
  const options = ["--port", String(chosenPort), "--bind", "127.0.0.1", "--save", "", "--dir", directory]
  const child = spawn(binary, options, { stdio: "ignore" })
  const client = new PlainRedis(chosenPort, "127.0.0.1", { lazyConnect: true, retryStrategy: () => 50 })
  // Not there yet: it tries again.
  client.on("error", () => {})
  try {
    await Promise.race([failureOf(child), client.ping()])
  } catch (error) {
    await rm(directory, { recursive: true, force: true })
    throw error
  } finally {
    client.disconnect()
  }
  return {
    url: `redis://127.0.0.1:${chosenPort}`,
    port: chosenPort,
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, "exit")
        // A paused process does not see SIGTERM.
        child.kill("SIGKILL")
        await exited
      }
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** An embedded server for each back end, and the Redis behind one of them. */
export async function startBackends(): Promise<{
  servers: Record<BackendName, EmbeddedUpstash>
  stop(): Promise<void>
}> {
  const redis = await startRedis()
  const servers = {
    memory: await startEmbeddedUpstash({ token }),
    redis: await startEmbeddedUpstash({ token, redisUrl: redis.url }),
  }
  return {
    servers,
    async stop() {
      await servers.memory.close()
      await servers.redis.close()
      await redis.stop()
    },
  }
}

/** Rejects when the process cannot be started, or ends. */
function failureOf(child: ChildProcess): Promise<never> {
  return new Promise((_resolve, reject) => {
    const explain = (cause: unknown) => {
      const message = `The contract suite needs a real Redis: install redis-server, or set REDIS_SERVER_BIN to its path (tried "${binary}").`
      reject(new Error(message, { cause }))
    }
    child.once("error", explain)
    child.once("exit", explain)
  })
}

/** A port of 127.0.0.1 that was free just now. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  if (address === null || typeof address === "string") throw new Error("No free port was given.")
  return address.port
}
