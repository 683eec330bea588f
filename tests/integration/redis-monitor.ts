/** Sees every command that reaches a real Redis, as that Redis itself tells it. */
import { Redis } from "ioredis"

/** One command that a client sent. What a script calls inside is not one. */
export interface SeenCommand {
  /** Milliseconds since 1970, by the clock of Redis. */
  readonly at: number
  /** Its name in upper case and its arguments. */
  readonly words: readonly string[]
}

/** A monitor of one Redis. */
export interface RedisMonitor {
  /** Everything that was sent while `act` ran, in order, and nothing that was not. */
  during(act: () => Promise<unknown>): Promise<SeenCommand[]>
  close(): void
}

/** Starts to watch. */
export async function monitorRedis(url: string): Promise<RedisMonitor> {
  const sender = new Redis(url)
  const watcher = await sender.monitor()
  let seen: SeenCommand[] = []
  let marks = 0
  const waiting = new Map<string, () => void>()
  watcher.on("monitor", (time: string, [name = "", ...args]: string[], source: string) => {
    if (source === "lua") return
    const mark = waiting.get(args[0] ?? "")
    if (mark) mark()
    else seen.push({ at: Number(time) * 1000, words: [name.toUpperCase(), ...args] })
  })

  /** Redis tells commands in the order in which it ran them: what came before the mark has been seen with it. */
  async function mark(): Promise<void> {
    const text = `mark-${++marks}`
    const arrived = new Promise<void>((resolve) => waiting.set(text, resolve))
    await sender.echo(text)
    await arrived
    waiting.delete(text)
  }

  return {
    async during(act) {
      await mark()
      seen = []
      await act()
      await mark()
      return seen
    },
    close() {
      watcher.disconnect()
      sender.disconnect()
    },
  }
}
