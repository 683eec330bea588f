/** One process of the app's production build, and what can be seen of it from outside. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readdir, readFile } from "node:fs/promises"
import { setTimeout as wait } from "node:timers/promises"
import { within } from "./within"

/** How a process ended. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly tookMs: number
}

const START_WITHIN_MS = 90_000
/** The app itself gives up waiting after 8 s. */
const EXIT_WITHIN_MS = 30_000
const MAX_COMPLAINT = 2_000

/** A process that can be ended and started again on the same port. */
export class AppProcess {
  readonly url: string
  readonly #port: number
  readonly #folder: string
  readonly #env: Readonly<Record<string, string>>
  #child: ChildProcess | undefined

  constructor(options: {
    readonly port: number
    /** Where the build lies. */
    readonly folder: string
    readonly env: Readonly<Record<string, string>>
  }) {
    this.#port = options.port
    this.#folder = options.folder
    this.#env = options.env
    this.url = `http://127.0.0.1:${options.port}`
  }

  /** Starts it, and resolves when it answers. */
  async start(): Promise<void> {
    const args = ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", String(this.#port)]
    const child = spawn(process.execPath, args, {
      cwd: this.#folder,
      env: { ...process.env, ...this.#env, PORT: String(this.#port) },
      stdio: ["ignore", "pipe", "pipe"],
    })
    this.#child = child
    child.stdout.resume()
    // Only for the case that it does not start: later, the Redis client complains there of each stream that ends.
    let complaint = ""
    child.stderr.on("data", (bytes: Buffer) => {
      complaint = `${complaint}${bytes}`.slice(-MAX_COMPLAINT)
    })
    const until = Date.now() + START_WITHIN_MS
    while (!(await this.answers())) {
      if (child.exitCode !== null) throw new Error(`The app did not start: ${complaint}`)
      if (Date.now() > until) throw new Error("The app did not start in time.")
      await wait(100)
    }
  }

  async answers(): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/api/auth/csrf`, { signal: AbortSignal.timeout(5_000) })
      await response.arrayBuffer()
      return response.ok
    } catch {
      return false
    }
  }

  /** Ends it. Resolves when it has gone. @throws LateError where it does not go. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<Exit> {
    const child = this.#child
    const startedAt = performance.now()
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      return { code: child?.exitCode ?? null, signal: child?.signalCode ?? null, tookMs: 0 }
    }
    const exited = once(child, "exit")
    child.kill(signal)
    await within(exited, `the app ends after ${signal}`, EXIT_WITHIN_MS)
    return { code: child.exitCode, signal: child.signalCode, tookMs: performance.now() - startedAt }
  }

  /** Ends it at once, without waiting to see it go. */
  abandon(): void {
    this.#child?.kill("SIGKILL")
  }

  /** Nobody reads its log any more. Answers the undo. */
  blockLog(): () => void {
    this.#child?.stdout?.pause()
    return () => void this.#child?.stdout?.resume()
  }

  /** Open descriptors and resident memory; `undefined` where the system does not tell (not Linux). */
  async size(): Promise<{ descriptors: number; megabytes: number } | undefined> {
    const pid = this.#child?.pid
    try {
      const descriptors = (await readdir(`/proc/${pid}/fd`)).length
      const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? []
      return { descriptors, megabytes: Math.round(Number(kilobytes) / 1024) }
    } catch {
      return undefined
    }
  }
}
