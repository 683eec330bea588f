import { randomBytes } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import type { Redis } from "@upstash/redis"
import type { AnyTree, Channel, Emitted } from "../core/tree"
import { type AskRules, createAskRules, type ReadClaim } from "./ask-rules"
import { type AttemptFacts, type AttemptRecord, type Caller, type EndFacts, namespaceOf } from "./attempt"
import type { TokenIdentity } from "./claims"
import { type AddressSource, describeRequest } from "./client-address"
import type { Authorize } from "./connection"
import { type Connections, createConnections } from "./connections"
import { type Counting, createCounting } from "./counting"
import { createExceededLimits } from "./exceeded-limits"
import { createHeads, type Heads } from "./heads"
import { createHistory, type History, type Poison } from "./history"
import { createHub, type Hub } from "./hub"
import type { OnTold } from "./hub-channel"
import { addressBucket } from "./ip-address"
import { createKeys, type Keys } from "./keys"
import { type ConnectionLimits, createLeases, type Leases } from "./leases"
import { createLimiter, type Limiter } from "./limits"
import { labelOf } from "./log-attempts"
import type { OwnOrigin } from "./origin"
import { createPresence, type Presence } from "./presence"
import { createRooms } from "./presence-rooms"
import { processWide } from "./process-wide"
import { createPublisher, type OnPublished, type Publisher } from "./publish"
import { createRunScript, type RunScript } from "./redis"
import type { KeySender } from "./require-key"
import { appLine, createRevoker, type Revoker } from "./revoke"
import { KEEP_SECONDS } from "./scripts/keep"
import { createTokens, type TokenOptions, type Tokens } from "./token"
import { createUpstream } from "./upstream"

/** What a realtime is made of. */
export interface RealtimeOptions {
  readonly channels: AnyTree
  /** Read at the first use, not before: a build has no Redis and no secrets. */
  readonly settings: () => { readonly redis: Redis; readonly token: TokenOptions }
  /** The app's rules, to ask again for open connections when somebody's rights change. */
  readonly authorize?: Authorize
  /**
   * Who a request claims to be, by a signature alone. With it, nobody who proves nothing costs a Redis command;
   * without it the rules are asked about everybody.
   */
  readonly readClaim?: ReadClaim
  /**
   * Recognises keys of the app's own kind where else a token is sent: on the stream, publish and history.
   * Answers `undefined` for what is no such key, and throws a Sock8Error for one that is not good.
   */
  readonly verifyKey?: (text: string, sender: KeySender) => Promise<TokenIdentity | undefined>
  /** Redis key of the app's own record of an identity, a string: read where Redis is asked about them anyway. */
  readonly recordKey?: (identity: string) => string
  /** How many connections may be open at once. Default 20 per person and key, 100 of strangers per address. */
  readonly limits?: Partial<ConnectionLimits>
  /** Who is believed about a client's address. Default 0: no header, only the socket. */
  readonly addressSource?: () => AddressSource
  /** What to count a client's address by. Default: by the address that `addressSource` tells, if it tells one. */
  readonly addressOf?: (request: Request) => string | undefined
  /** The origin of the app's own pages, where it is configured. Default: what the headers of a request say. */
  readonly ownOrigin?: () => OwnOrigin
  /** Path of the stream, as `authenticate` tells it. Default `/api/realtime`. */
  readonly endpoint?: string
  /** First part of every Redis key. Default `sock8`. */
  readonly prefix?: string
  /** Realtimes of the same name share one hub in a process, across module graphs. Default: a hub of its own. */
  readonly shareAs?: string
  /** Longest life of a stream in seconds, to be less than the platform's, and than a day. Default 280. */
  readonly maxStreamSeconds?: number
  /** Milliseconds between two questions whether open connections may go on. Default 10 s. */
  readonly watchEveryMs?: number
  /**
   * Milliseconds that somebody may be without a connection on a channel before they count as gone. Default 5 s:
   * a reload takes less.
   */
  readonly graceMs?: number
  /** Milliseconds between two looks at the upstream subscriptions. Default 2 s. */
  readonly probeEveryMs?: number
  /**
   * Milliseconds for which a channel is listened to after its last client left, so that one who comes back is
   * told from memory what was said meanwhile. Default 30 s.
   */
  readonly warmMs?: number
  /** Told every attempt, and the end of every connection. Must not throw. */
  readonly onAttempt?: (record: AttemptRecord) => void
  /** Told what the public is not: why something was `UNAVAILABLE`. Must not throw. */
  readonly onError?: (error: unknown) => void
  /** Told once of each entry in a channel that is no message: readers are told a gap in its place. Must not throw. */
  readonly onPoison?: (poison: Poison) => void
  /**
   * Called after messages were stored on a channel, by any publisher, and again for a retry. The publish is
   * acknowledged once it resolves. Must not throw.
   */
  readonly onPublished?: OnPublished
  /** Told of each message that was handed to clients of this process, and to how many. Must not throw. */
  readonly onTold?: OnTold
  /** Told each word of `signal`, also its own. Processes without clients hear none. Must not throw. */
  readonly onSignal?: (word: string) => void
}

/** The parts of one app's realtime, as the handlers use them. */
export interface Realtime {
  readonly channels: AnyTree
  readonly endpoint: string
  readonly maxStreamSeconds: number
  readonly tokens: () => Tokens
  readonly publisher: Publisher
  readonly history: History
  readonly hub: Hub
  readonly connections: Connections
  readonly leases: Leases
  readonly presence: Presence
  readonly revoker: Revoker
  readonly askRules: AskRules
  readonly authorize: Authorize | undefined
  readonly verifyKey: RealtimeOptions["verifyKey"]
  readonly recordKey: RealtimeOptions["recordKey"]
  readonly limits: ConnectionLimits
  readonly limiter: Limiter
  readonly counting: Counting
  readonly addressOf: (request: Request) => string | undefined
  readonly ownOrigin: () => OwnOrigin
  /** Tells an attempt, or the end of a connection, with where its request came from. */
  readonly tell: (request: Request, facts: AttemptFacts | EndFacts) => void
  readonly onError: (error: unknown) => void
  /** Sends a message of the server; what `channel.emit()` does. */
  emit(channel: Channel, data: unknown): Promise<Emitted>
  /** Says a word (`a-z`, `-`) to all processes that have clients: one Redis command, and nothing is kept. */
  signal(word: string): Promise<void>
  /**
   * Ends within so many milliseconds: asks all clients to open their next stream elsewhere, lets nobody in, and
   * closes when the last one has left, or the time is over.
   */
  drain(withinMs: number): Promise<void>
  /** Ends every stream and subscription, with a code that tells clients to come back. */
  close(): void
}

/** Milliseconds between two looks whether the last client has left. */
const DRAIN_LOOK_MS = 50

/** Makes the realtime of an app out of its channels, Redis and secrets. Opens nothing yet. */
export function createRealtime(options: RealtimeOptions): Realtime {
  const callerOf = (request: Request) => describeRequest(request, options.addressSource?.() ?? 0)
  const {
    channels,
    settings,
    endpoint = "/api/realtime",
    maxStreamSeconds = 280,
    limits,
    authorize,
  } = options
  if (maxStreamSeconds > KEEP_SECONDS.revoked) {
    throw new Error(`A stream that lives for ${maxStreamSeconds} s would outlive its revocation.`)
  }
  const redis = () => settings().redis
  const { graceMs } = options
  const skipMs = options.watchEveryMs && options.watchEveryMs / 2
  const run = createRunScript(redis)
  const keys = createKeys(options.prefix ?? "sock8")
  const exceeded = processWide("exceeded", options.shareAs, () => createExceededLimits())
  const counting = createCounting(keys, exceeded)
  const heads = processWide("heads", options.shareAs, createHeads)
  const parts = { keys, redis, run, exceeded, counting, heads, epoch, graceMs, skipMs }
  const publisher = createPublisher({ ...parts, onPublished: options.onPublished })
  const history = createHistory({ ...parts, ...(options.onPoison && { onPoison: options.onPoison }) })
  const presence = createPresence(parts)
  const leases = createLeases({
    ...parts,
    onLeft: presence.settleLater,
    onSwept(swept) {
      for (const { channel, version } of swept) hub.rooms.check(channel, version)
    },
  })
  const { hub, connections } = processWide("engine", options.shareAs, () => {
    const made = createConnections({ leases, watchEveryMs: options.watchEveryMs })
    return { connections: made, hub: connectHub(options, { ...parts, history, presence, connections: made }) }
  })
  function close(): void {
    connections.closeAll("UNAVAILABLE")
    hub.close()
  }
  return {
    ...{ channels, endpoint, maxStreamSeconds, publisher, history, hub, connections, leases, presence },
    ...{ authorize, counting },
    limits: { perPerson: 20, perAddress: 100, ...limits },
    addressOf: options.addressOf ?? ((request) => bucketOf(callerOf(request))),
    ownOrigin: options.ownOrigin ?? (() => undefined),
    verifyKey: options.verifyKey,
    recordKey: options.recordKey,
    revoker: createRevoker(parts),
    limiter: createLimiter(parts),
    askRules: createAskRules({ ...parts, readClaim: options.readClaim }),
    tokens: lazy(() => createTokens(settings().token)),
    tell(request, facts) {
      const namespace = labelOf(request) ?? namespaceOf(channels, facts.channels)
      options.onAttempt?.({ ...callerOf(request), namespace, ...facts })
    },
    onError: options.onError ?? (() => undefined),
    emit: (channel, data) => publisher.publish(channel, data, { from: null }),
    signal: async (word) => void (await redis().publish(parts.keys.control, appLine(word))),
    async drain(withinMs) {
      connections.renewAll(withinMs)
      const deadline = performance.now() + withinMs
      while (connections.size() > 0 && performance.now() < deadline) await sleep(DRAIN_LOOK_MS)
      close()
    },
    close,
  }
}

interface HubParts {
  readonly keys: Keys
  readonly redis: () => Redis
  readonly run: RunScript
  readonly history: History
  readonly heads: Heads
  readonly presence: Presence
  readonly connections: Connections
}

function connectHub(options: RealtimeOptions, parts: HubParts): Hub {
  const { probeEveryMs = 2_000, warmMs = 30_000, onTold, onSignal } = options
  const { connections, presence } = parts
  return createHub({
    ...parts,
    warmMs,
    rooms: createRooms(async (channel) => (await presence.read([channel])).at(0)),
    upstream: (events) => createUpstream({ ...parts, probeEveryMs, ...events }),
    onTold,
    onSignal: (signal) => (signal.type === "app" ? onSignal?.(signal.word) : connections.receive(signal)),
    onSignalsMissed: () => void connections.watch(),
  })
}

function bucketOf({ address }: Caller): string | undefined {
  return address === null ? undefined : addressBucket(address)
}

/** Name of a channel's first epoch: different whenever a channel begins anew. */
function epoch(): string {
  return randomBytes(4).toString("hex")
}

function lazy<Value>(create: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: create() }
    return made.value
  }
}
