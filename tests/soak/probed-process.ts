/** A Node process with the probe in it: started, asked what it holds, and ended. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readdir, readFile } from "node:fs/promises"
import { setTimeout as wait } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { z } from "zod"
import { within } from "../chaos/within"

const memory = z.object({
  heapUsed: z.number(),
  /** The part of the heap that is compiled code, as far as V8 counts it. */
  code: z.number(),
  /** What buffers hold outside of the heap. */
  external: z.number(),
  rss: z.number(),
  /** Processor time since the start, without what the looks took. */
  cpuSeconds: z.number(),
})

/** What a process holds after a collection, in bytes, and what it has done. */
export type Memory = z.infer<typeof memory>

const START_WITHIN_MS = 90_000
const ANSWER_WITHIN_MS = 60_000
const MAX_COMPLAINT = 2_000
const probe = fileURLToPath(new URL("./probe.cjs", import.meta.url))
const root = fileURLToPath(new URL("../..", import.meta.url))

/** One process. */
export class ProbedProcess {
  readonly #child: ChildProcess
  #complaint = ""

  /** @param args of Node: its own options, the script, and the script's arguments. */
  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, ["--require", probe, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    })
    this.#child.stdout?.resume()
    this.#child.stderr?.on("data", (bytes: Buffer) => {
      this.#complaint = `${this.#complaint}${bytes}`.slice(-MAX_COMPLAINT)
    })
  }

  /** Resolves once `answers` does. @throws Error where the process ends before. */
  async ready(answers: () => Promise<boolean>): Promise<void> {
    const until = Date.now() + START_WITHIN_MS
    while (!(await answers().catch(() => false))) {
      if (!this.isRunning) throw new Error(`A process did not start: ${this.#complaint}`)
      if (Date.now() > until) throw new Error("A process did not start in time.")
      await wait(100)
    }
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** What it wrote to standard error last. */
  get complaint(): string {
    return this.#complaint
  }

  async memory(): Promise<Memory> {
    const answered = once(this.#child, "message")
    this.#child.send("memory")
    const [answer] = await within(answered, "the process tells what it holds", ANSWER_WITHIN_MS)
    return memory.parse(answer)
  }

  /** Open descriptors; `undefined` where the system does not tell (not Linux). */
  async descriptors(): Promise<number | undefined> {
    try {
      return (await readdir(`/proc/${this.#child.pid}/fd`)).length
    } catch {
      return undefined
    }
  }

  /** Bytes in memory at this moment; `undefined` where the system does not tell (not Linux). */
  async residentBytes(): Promise<number | undefined> {
    try {
      const status = await readFile(`/proc/${this.#child.pid}/status`, "utf8")
      const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(status) ?? []
      return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
    } catch {
      return undefined
    }
  }

  end(): void {
    this.#child.kill("SIGKILL")
  }
}
