import type { ErrorCode } from "../core/errors"
import { HEARTBEAT_MS } from "../core/wire"
import type { ClientStream } from "./client-stream"
import { eventFrame, heartbeatFrame } from "./frames"
import type { Admission, Leases } from "./leases"
import type { Signal } from "./revoke"

/** One open connection of this process. */
export interface LiveConnection {
  readonly stream: ClientStream
  /** As it stands now: asking the rules again makes it younger. */
  admission(): Admission
  /** Asks the rules again, and takes what they do not grant any more. */
  reconsider(): void
  /** Shows it again where it is present and was lost. */
  mendPresence?(): void
}

/** The open connections of one process. */
export interface Connections {
  /** Registers a connection: from now on it gets heartbeats and hears what is revoked. */
  add(connection: LiveConnection): Registration
  size(): number
  /** Acts on what was revoked, wherever it was. */
  receive(signal: Signal): void
  /** Asks Redis about every connection: for signals that were missed. */
  watch(): Promise<void>
  /**
   * Whether a request takes the place of a connection that is open here, of the same person: what was asked
   * of them then holds still. A connection is replaced so once, and not in its first seconds: nobody gets
   * around a limit by replacing.
   */
  claimRenewal(id: string, identity: string): boolean
  /** Asks every client to open its next stream within so many milliseconds, and lets nobody in any more. */
  renewAll(withinMs: number): void
  /** Tells every client why, and ends its stream: also of those who are just coming in. */
  closeAll(code: ErrorCode): void
}

/** One registered connection. */
export interface Registration {
  /** Says that Redis counts it as open. From now on Redis is asked about it, and told when it has left. */
  counted(): void
  leave(): void
}

/** How often a process asks Redis whether its connections may go on: whatever signals it missed. */
export const WATCH_EVERY_MS = 10_000
/** Rounds without an answer after which nobody can say that they may. */
export const MAX_FAILED_ROUNDS = 3
/** Age in milliseconds from which a connection may be replaced at no cost: clients change channels, and not always. */
const RENEWABLE_AFTER_MS = 5_000
/**
 * Identities in one command of `watch`: one for each person, up to 18 for the connection of an API key. One command is
 * enough for most processes, and its size stays within what Redis accepts.
 */
const MAX_BATCH = 1_000

/** Makes the registry. One timer serves all heartbeats, one all questions. */
export function createConnections(options: {
  readonly leases: Leases
  readonly heartbeatMs?: number
  readonly watchEveryMs?: number | undefined
}): Connections {
  const { leases, heartbeatMs = HEARTBEAT_MS - 3_000, watchEveryMs = WATCH_EVERY_MS } = options
  const open = new Map<string, LiveConnection>()
  const renewed = new Set<string>()
  const counted = new Set<LiveConnection>()
  let failedRounds = 0
  let closedWith: ErrorCode | undefined
  setInterval(() => {
    for (const { stream } of open.values()) stream.write(heartbeatFrame)
  }, heartbeatMs).unref()
  setInterval(() => void watch(), watchEveryMs).unref()

  async function watch(): Promise<void> {
    try {
      for (const batch of batchesOf([...counted])) await watchSome(batch)
      failedRounds = 0
    } catch {
      failedRounds += 1
      if (failedRounds >= MAX_FAILED_ROUNDS) closeOpen("UNAVAILABLE")
    }
  }

  async function watchSome(some: readonly LiveConnection[]): Promise<void> {
    const codes = await leases.watch(some.map((connection) => connection.admission()))
    for (const [index, connection] of some.entries()) {
      const code = codes[index]
      // It left while Redis was being told that it is open.
      if (!counted.has(connection)) release(connection)
      if (code === "TOKEN_EXPIRED") connection.reconsider()
      else if (code) closeWith(connection.stream, code)
      else connection.mendPresence?.()
    }
  }

  function release(connection: LiveConnection): void {
    void leases.release(connection.admission().info)
  }

  function closeOpen(code: ErrorCode): void {
    for (const { stream } of [...open.values()]) closeWith(stream, code)
  }

  return {
    add(connection) {
      const { id } = connection.admission().info
      open.set(id, connection)
      if (closedWith) closeWith(connection.stream, closedWith)
      return {
        counted() {
          // Its client may have left before Redis counted it, and then nobody else would say so.
          if (open.has(id)) counted.add(connection)
          else release(connection)
        },
        leave() {
          open.delete(id)
          renewed.delete(id)
          if (counted.delete(connection)) release(connection)
        },
      }
    },
    size: () => open.size,
    receive(signal) {
      for (const connection of [...open.values()]) {
        const { info, standing, renews } = connection.admission()
        if (signal.type === "rights") {
          if (dependsOn(connection, signal.identity)) connection.reconsider()
        } else if (
          signal.type === "revoked" &&
          [info.id, renews, standing?.token, standing?.session].includes(signal.id)
        ) {
          closeWith(connection.stream, signal.code)
        }
      }
    },
    watch,
    claimRenewal(id, identity) {
      const { info } = open.get(id)?.admission() ?? {}
      if (info?.identity !== identity || renewed.has(id)) return false
      if (Date.now() - info.since < RENEWABLE_AFTER_MS) return false
      renewed.add(id)
      return true
    },
    renewAll(withinMs) {
      closedWith = "UNAVAILABLE"
      const renewal = eventFrame({ type: "renew", withinMs })
      for (const { stream } of open.values()) stream.write(renewal)
    },
    closeAll(code) {
      closedWith = code
      closeOpen(code)
    },
  }
}

/** Whether a connection depends on the rights of an identity, be it its own or, for a key, its maker's. */
function dependsOn(connection: LiveConnection, identity: string): boolean {
  const { info, standing } = connection.admission()
  return info.identity === identity || (standing?.identities.includes(identity) ?? false)
}

/** Splits connections into batches that each fit into one command. */
function batchesOf(connections: readonly LiveConnection[]): LiveConnection[][] {
  const batches: LiveConnection[][] = []
  let size = MAX_BATCH
  for (const connection of connections) {
    const weight = Math.max(1, connection.admission().standing?.identities.length ?? 0)
    if (size + weight > MAX_BATCH) {
      batches.push([])
      size = 0
    }
    batches.at(-1)?.push(connection)
    size += weight
  }
  return batches
}

/** Tells the client why, and ends its stream. */
export function closeWith(stream: ClientStream, code: ErrorCode): void {
  stream.write(eventFrame({ type: "close", code }))
  stream.end(code)
}
