/** A second server of the same build, under another environment: to see it start, refuse to, and log. */
import { spawn } from "node:child_process"
import { e2eAddress, e2eEnvironment, serverArguments } from "../../scripts/e2e-environment"

/** A server that was asked to start. */
export interface OwnServer {
  readonly url: string
  readonly pid: number
  /** Resolves with the exit code if it ends by itself, and with `undefined` once it listens. */
  readonly started: Promise<number | undefined>
  /** Everything that it has written, to either stream. */
  written(): string
  /** Lets what it writes from now on lie in its pipes, as a collector does that stands still. */
  stopReading(): void
  /** Ends it and waits until it is gone. Default `SIGKILL`: what no program can answer. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Starts a server, `offset` ports above the tested one. */
export function startOwnServer(offset: number, changes: Readonly<Record<string, string>>): OwnServer {
  const port = e2eAddress().port + offset
  const own = { NEXTAUTH_URL: `http://127.0.0.1:${port}`, PORT: String(port) }
  return startServerWith(offset, { ...process.env, ...e2eEnvironment(), ...own, ...changes })
}

/** Starts a server that has no variables but these. */
export function startServerWith(offset: number, env: NodeJS.ProcessEnv): OwnServer {
  const port = e2eAddress().port + offset
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, serverArguments(port), { env })
  let text = ""
  const ended = new Promise<number>((resolve) => child.on("exit", (code) => resolve(code ?? -1)))
  const started = new Promise<number | undefined>((resolve) => {
    const read = (chunk: Buffer) => {
      text += chunk
      if (/Ready in/.test(text)) resolve(undefined)
    }
    child.stdout.on("data", read)
    child.stderr.on("data", read)
    void ended.then(resolve)
  })
  return {
    url,
    pid: child.pid ?? 0,
    started,
    written: () => text,
    stopReading() {
      for (const stream of [child.stdout, child.stderr]) stream.removeAllListeners("data").pause()
    },
    async stop(signal = "SIGKILL") {
      child.kill(signal)
      await ended
    },
  }
}
