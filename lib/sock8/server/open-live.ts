/**
 * One live connection, from admission to its end. The order is register, check, open: a revocation that comes
 * while a stream is being opened is either seen by the check or told to the registered connection.
 */
import { decide } from "../core/grants"
import { admissionOf, presentOf } from "./admission"
import type { EndReason } from "./attempt"
import { letGoOfSocket } from "./client-sockets"
import { type ClientStream, createClientStream } from "./client-stream"
import type { Authorize } from "./connection"
import { closeWith, type LiveConnection } from "./connections"
import { type Delivery, deliver, type OpenConnection, type Verdict, type Wanted } from "./deliver"
import type { Visitor } from "./door"
import { eventFrame } from "./frames"
import type { Admission } from "./leases"
import type { Shown } from "./presence"
import { codeOf } from "./problem"
import type { Realtime } from "./realtime"

/** What the door and the grants decided about a request. */
export interface Opening {
  readonly wanted: readonly Wanted[]
  readonly refused: readonly Verdict[]
  /** The channels whose people it sees, and those whose it does not. */
  readonly shown: readonly Shown[]
  readonly unseen: readonly Verdict[]
  readonly visitor: Visitor | undefined
  /** What let it in, for the log. */
  readonly because: readonly string[]
}

/**
 * Opens a stream.
 *
 * @throws Sock8Error whatever the admission is refused with, or `UNAVAILABLE`: then nothing is open.
 */
export async function openLive(realtime: Realtime, request: Request, opening: Opening): Promise<Response> {
  const ended = new AbortController()
  const stream = createClientStream({ onEnd: (reason) => ended.abort(reason) })
  const onEnd = (undo: () => void) =>
    ended.signal.aborted ? undo() : ended.signal.addEventListener("abort", undo)
  const clientLeft = () => {
    stream.end("client left")
    dropCallSites(request.signal.reason)
  }
  if (request.signal.aborted) clientLeft()
  request.signal.addEventListener("abort", clientLeft)

  const names = opening.wanted.map(({ channel }) => channel.name)
  const admission = admissionOf(realtime, request, { ...opening, channels: names })
  const live = createLive(realtime, request, { stream, admission })
  const registration = realtime.connections.add(live)
  onEnd(registration.leave)
  onEnd(() => letGoOfSocket(request, ended.signal.reason))
  try {
    const connection: OpenConnection = { ...opening, admission: live.admission() }
    const delivery = await deliver(connection, { ...realtime, stream })
    registration.counted()
    onEnd(() => delivery.leave())
    live.deliverBy(delivery)
  } catch (error) {
    // Whoever was refused was not counted. Where Redis did not answer, it may have counted all the same.
    if (codeOf(error) === "UNAVAILABLE") registration.counted()
    stream.end()
    throw error
  }
  onEnd(scheduleEnd(stream, endOf(realtime, opening.visitor)))
  const tellEnd = tellOpened(realtime, request, { ...live.admission().info, because: opening.because })
  onEnd(() => tellEnd(ended.signal.reason))
  return new Response(stream.body, { headers: STREAM_HEADERS })
}

/**
 * Lets go of the objects that an error's stack refers to. V8 keeps them until the text of the stack is read. In the
 * error that Next aborts a request with, they lead back to the request, which Node 20.9 to 20.12 then never frees.
 */
function dropCallSites(error: unknown): void {
  if (error instanceof Error) void error.stack
}

interface Opened {
  readonly id: string
  readonly identity: string | null
  readonly channels: readonly string[]
  readonly because: readonly string[]
}

/** Tells that a connection is open, and answers how to tell its end. */
function tellOpened(realtime: Realtime, request: Request, opened: Opened): (reason: EndReason) => void {
  const openedAt = performance.now()
  const { id: connection, identity, channels, because } = opened
  const common = { connection, identity, channels }
  realtime.tell(request, {
    ...{ attempt: "connect", ...common, allowed: true, why: because.join(", "), code: null },
  })
  return (reason) =>
    realtime.tell(request, { attempt: "end", ...common, reason, durationMs: performance.now() - openedAt })
}

const STREAM_HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  // `no-transform` keeps Next from compressing, and so from holding back, the stream.
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
}

/** Said where somebody may read a channel on and not be on it any more. */
const HIDDEN = { code: "REVOKED", title: "This right was taken away" } as const

interface Live extends LiveConnection {
  /** From now on there is something that can be taken. */
  deliverBy(delivery: Delivery): void
}

function createLive(
  realtime: Realtime,
  request: Request,
  { stream, admission: first }: { stream: ClientStream; admission: Admission },
): Live {
  let admission = first
  let delivery: Delivery | undefined
  let asking = false
  let again = false
  /** Channels that showed it until they were taken, and that Redis has not been told of yet. */
  const hidden = new Set<string>()

  async function reconsider(): Promise<void> {
    if (asking || !delivery) {
      again = true
      return
    }
    asking = true
    delivery.hold()
    do {
      again = false
      await askAgain(delivery)
    } while (again)
    asking = false
    delivery.release()
  }

  async function askAgain(delivered: Delivery): Promise<void> {
    const { identity } = admission.info
    // Without rules or a person there is nobody to ask about: the client has to come back with a new token.
    if (!realtime.authorize || identity === null) return closeWith(stream, "TOKEN_EXPIRED")
    try {
      const since = await takeUngranted(realtime.authorize, identity, delivered)
      admission = { ...admission, standing: { identities: [identity], ...admission.standing, since } }
      stream.write(eventFrame({ type: "rights" }))
    } catch (error) {
      closeWith(stream, codeOf(error))
    }
  }

  /** Answers when the rules were asked. */
  async function takeUngranted(authorize: Authorize, identity: string, delivered: Delivery): Promise<number> {
    const { grants, since } = await realtime.askRules(authorize, request, { identity })
    for (const channel of delivered.channels()) {
      const { name } = channel
      const isTaken = !decide(grants, channel, "read").allowed
      const isHidden = isTaken || !decide(grants, channel, "presence").allowed
      if (isTaken) delivered.take({ channel: name, code: "REVOKED", title: "This channel was taken away" })
      else if (isHidden && isShown(name)) delivered.hide({ channel: name, ...HIDDEN })
      if (isHidden && isShown(name)) hide(name)
    }
    return since
  }

  function isShown(name: string): boolean {
    return admission.shown?.some(({ channel }) => channel === name) ?? false
  }

  /** Nobody sees it there from now on. */
  function hide(name: string): void {
    const shown = admission.shown?.filter(({ channel }) => channel !== name) ?? []
    const { present: _, ...info } = admission.info
    admission = { ...admission, info: { ...info, ...presentOf(shown) }, shown }
    hidden.add(name)
    tellHidden()
  }

  function tellHidden(): void {
    for (const name of hidden) {
      // Where Redis cannot be reached, the next round tells it.
      realtime.presence.leave(admission.info.id, name).then(() => hidden.delete(name), realtime.onError)
    }
  }

  function mendPresence(): void {
    tellHidden()
    const { info, shown = [] } = admission
    const lost = shown.filter(
      ({ channel, text }) => text !== "" && realtime.hub.rooms.lacks(channel, info.id),
    )
    if (lost.length > 0) realtime.presence.enter(info.id, lost).catch(realtime.onError)
  }

  return {
    stream,
    admission: () => admission,
    reconsider: () => void reconsider(),
    mendPresence,
    deliverBy(given) {
      delivery = given
      if (again) void reconsider()
    },
  }
}

function endOf({ maxStreamSeconds }: Realtime, visitor: Visitor | undefined): number {
  return Math.min(visitor?.expiresAt ?? Number.POSITIVE_INFINITY, Date.now() + maxStreamSeconds * 1000)
}

/** How long before its end a stream asks its client to open the next one, at most. */
export const RENEW_BEFORE_MS = 30_000

/** Asks for renewal ahead of the end, spread so that clients do not come all at once, and then ends. */
function scheduleEnd(stream: ClientStream, endsAt: number): () => void {
  const lifeMs = Math.max(0, endsAt - Date.now())
  const ahead = Math.min(RENEW_BEFORE_MS, lifeMs / 4)
  const jitter = Math.random() * Math.min(10_000, lifeMs / 10)
  const renewal = eventFrame({ type: "renew", withinMs: ahead })
  const renew = setTimeout(() => stream.write(renewal), lifeMs - ahead - jitter)
  const close = setTimeout(() => closeWith(stream, "TOKEN_EXPIRED"), lifeMs)
  return () => {
    clearTimeout(renew)
    clearTimeout(close)
  }
}
