/** The one real `redis-server` of a run, with its data on disk: what can happen to it, as methods. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { copyFile, mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { Redis } from "ioredis"
import { within } from "./within"

/** What a start finds on disk. */
export type Data = "as it was" | { readonly copy: string }

const START_WITHIN_MS = 30_000

const binary = process.env.REDIS_SERVER_BIN ?? "redis-server"

/** A `redis-server` that is killed and started again on the same port. */
export class RedisProcess {
  readonly url: string
  /** Past the proxies: for what is done to Redis itself, and for counting in it. */
  readonly direct: Redis
  readonly #port: number
  readonly #folder: string
  #child: ChildProcess | undefined
  #copies = 0

  constructor(options: { readonly port: number; readonly folder: string }) {
    this.#port = options.port
    this.#folder = join(options.folder, "redis")
    this.url = `redis://127.0.0.1:${this.#port}`
    this.direct = new Redis(this.#port, "127.0.0.1", {
      ...{ lazyConnect: true, retryStrategy: () => 50, maxRetriesPerRequest: null },
    })
    // Not there yet, or killed just now: it tries again.
    this.direct.on("error", () => {})
  }

  /** Starts it, and resolves when it answers. Every write is in its log before it is answered. */
  async start(data: Data): Promise<void> {
    const isCopy = data !== "as it was"
    if (isCopy) {
      await rm(this.#folder, { recursive: true, force: true })
      await mkdir(this.#folder, { recursive: true })
      await copyFile(data.copy, join(this.#folder, "dump.rdb"))
    }
    await mkdir(this.#folder, { recursive: true })
    const place = ["--port", String(this.#port), "--bind", "127.0.0.1", "--dir", this.#folder]
    // A log that is switched on from the start would be read instead of the copy.
    const log = ["--appendonly", isCopy ? "no" : "yes", "--save", ""]
    this.#child = spawn(binary, [...place, ...log], { stdio: "ignore" })
    this.#child.on("error", () => {})
    await within(this.#answers(), "redis-server answers", START_WITHIN_MS)
    if (isCopy) await this.direct.config("SET", "appendonly", "yes")
  }

  async #answers(): Promise<void> {
    while ((await this.direct.ping().catch(() => "")) !== "PONG") await wait(20)
  }

  /** What a crash leaves: what was acknowledged is on disk. */
  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, "exit")
    child.kill("SIGKILL")
    await exited
  }

  /** A copy of the data as it is now, to be started from later. Answers its path. */
  async copy(): Promise<string> {
    await this.direct.save()
    this.#copies += 1
    const copy = join(this.#folder, "..", `copy-${this.#copies}.rdb`)
    await copyFile(join(this.#folder, "dump.rdb"), copy)
    return copy
  }

  /** Its connections stay open, and nothing answers. Answers the undo. */
  pause(): () => void {
    this.#child?.kill("SIGSTOP")
    return () => void this.#child?.kill("SIGCONT")
  }

  /** Ends it at once, without waiting to see it go. */
  abandon(): void {
    this.#child?.kill("SIGKILL")
  }

  async stop(): Promise<void> {
    this.direct.disconnect()
    await this.kill()
  }
}
