/**
 * Starts the runners and makes sure that none outlives the run. Each gets a process group of its own, so
 * that what it starts (workers, browsers, servers) can be ended with it, by number and never by name.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"

/** A program and its arguments; `env` is added to this process's own environment. `folder` is where it runs. */
export type Command = {
  file: string
  args: readonly string[]
  env?: Readonly<Record<string, string>>
  folder?: string
}

/** How a command ended. */
export type Ending = { how: "exited"; code: number } | { how: "timed out" | "interrupted" | "not started" }

/** Runs commands and can end all that are still running. */
export type Processes = {
  /**
   * Runs a command with its output passed through, or written to an open file. Never rejects; ends it after
   * `limitMs`.
   */
  run: (command: Command, options: { limitMs: number; output?: number | undefined }) => Promise<Ending>
  /** Asks what runs to end, and kills what has not after a while. Later commands are not started. */
  stop: () => void
}

const onWindows = process.platform === "win32"

/** `graceMs` is how long a process group may take to end before it is killed. */
export function createProcesses({ graceMs = 20_000 } = {}): Processes {
  const running = new Set<Group>()
  let stopped = false

  const run: Processes["run"] = async (command, { limitMs, output }) => {
    if (stopped) return { how: "interrupted" }
    const group = startGroup(command, { graceMs, output: output ?? "inherit" })
    running.add(group)
    let timedOut = false
    const limit = setTimeout(() => {
      timedOut = true
      group.end()
    }, limitMs)

    const code = await group.exitCode
    clearTimeout(limit)
    running.delete(group)
    if (stopped) return { how: "interrupted" }
    if (timedOut) return { how: "timed out" }
    return code === undefined ? { how: "not started" } : { how: "exited", code }
  }

  const stop = () => {
    stopped = true
    for (const group of running) group.end()
  }

  return { run, stop }
}

/** `exitCode` is `undefined` where the program could not be started. */
type Group = { exitCode: Promise<number | undefined>; end: () => void }

function startGroup(
  { file, args, env, folder }: Command,
  { graceMs, output }: { graceMs: number; output: number | "inherit" },
): Group {
  const child = spawn(file, args, {
    cwd: folder,
    detached: !onWindows,
    env: { ...process.env, ...env },
    stdio: ["ignore", output, output],
  })
  let grace: NodeJS.Timeout | undefined

  const end = () => {
    // Once is enough: a Ctrl-C comes from the terminal, and again from npm, which passes it on.
    if (grace) return
    // Playwright ends its web server on SIGINT; SIGTERM would leave the server behind.
    signalGroup(child, "SIGINT")
    grace = setTimeout(() => signalGroup(child, "SIGKILL"), graceMs)
  }

  const exitCode = new Promise<number | undefined>((resolve) => {
    child.once("error", () => resolve(undefined))
    child.once("exit", (code) => {
      clearTimeout(grace)
      // The leader is gone; whatever it left in its group goes now.
      signalGroup(child, "SIGKILL")
      resolve(code ?? 1)
    })
  })

  return { exitCode, end }
}

function signalGroup({ pid, exitCode }: ChildProcess, signal: "SIGINT" | "SIGKILL"): void {
  if (pid === undefined) return
  if (onWindows) {
    // Windows has no groups, and a dead parent's children cannot be found through it.
    if (exitCode === null) spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore" })
    return
  }
  try {
    process.kill(-pid, signal)
  } catch {
    // Nobody is left in the group.
  }
}
