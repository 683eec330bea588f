/**
 * Step 4 of the walk, connect, behind the door: the stream endpoint. It reads which channels are asked for, lets the door
 * decide who is there, decides about each channel, and opens the stream (`open-live.ts`). Next step: `hub.ts`.
 */
import { type Cursor, parseCursor } from "../core/cursor"
import { refusals, Sock8Error } from "../core/errors"
import { decide } from "../core/grants"
import { parseName } from "../core/path"
import { resolveChannel } from "../core/tree"
import { asFields, MAX_CHANNELS, REFUSED_HEADER } from "../core/wire"
import { renewedBy } from "./admission"
import type { Attempt } from "./attempt"
import type { Verdict, Wanted } from "./deliver"
import { type DoorContext, passDoor, type Step, type Visitor } from "./door"
import { openLive } from "./open-live"
import { ownCopy } from "./own-copy"
import { type AskedPresence, decidePresence, type PresenceRequest, readAskedPresence } from "./presence-asked"
import { codeOf, codeOfAnswer, problem, sentenceOf, sentenceOfAnswer } from "./problem"
import { readJsonBody } from "./read-body"
import type { Realtime } from "./realtime"

/** What the stream endpoint is made of. */
export interface HandleOptions {
  readonly realtime: Realtime
  /** One step or a chain of them, in order. */
  readonly middleware: Step | readonly Step[]
}

/**
 * Makes the stream endpoint, for `GET` and `POST`.
 *
 * It refuses with 401 where the chain ends and nobody was recognised, and with 403 where none of the
 * channels was granted, whatever the steps said: a door with a forgotten step is a closed one.
 */
export function handle({ realtime, middleware }: HandleOptions): (request: Request) => Promise<Response> {
  const steps = typeof middleware === "function" ? [middleware] : middleware
  return async (request) => {
    // Next answers HEAD by calling GET: a stream that nobody reads would stay open behind it.
    if (request.method !== "GET" && request.method !== "POST") {
      return problem(new Sock8Error("METHOD_NOT_ALLOWED"), { Allow: "GET, POST" })
    }
    const known: Known = { request, channels: [], visitor: undefined, leftOut: new Map() }
    try {
      const asked = await readAsked(request)
      known.channels = asked.map(({ name }) => name)
      const refusal = (await passDoor(steps, contextOf(realtime, known))) ?? refusalOfNobody(known)
      if (refusal) return tellAnswered(realtime, known, refusal)
      const { visitor } = known
      const { wanted, refused, because } = decideAll(realtime, stillAsked(asked, known), visitor)
      const people = await decidePresence(presenceOf(wanted, asked), visitor)
      const verdicts = [...refused, ...(await verdictsOf(known))]
      return await openLive(realtime, request, { wanted, refused: verdicts, ...people, because, visitor })
    } catch (error) {
      return tellFailed(realtime, known, error)
    }
  }
}

/** One channel that is asked for: a well-formed name, and where to read on. */
interface Asked {
  readonly name: string
  readonly after?: Cursor | undefined
  readonly present?: AskedPresence | undefined
}

/** What is known of an attempt so far, for the door and for the log of attempts. */
interface Known {
  readonly request: Request
  /** All that are asked for. */
  channels: readonly string[]
  visitor: Visitor | undefined
  /** Who it claims to be from, until somebody is recognised. */
  claimed?: string
  /** Those that the door goes on without, each with the refusal. */
  readonly leftOut: Map<string, Response>
  /** Asked for once: a second question would find the connection renewed. */
  renewal?: boolean
}

function isRenewal({ connections }: Realtime, { request, visitor }: Known): boolean {
  const renewed = renewedBy(request)
  return renewed !== undefined && visitor !== undefined && connections.claimRenewal(renewed, visitor.identity)
}

function contextOf(realtime: Realtime, known: Known): DoorContext {
  const remaining = () => known.channels.filter((name) => !known.leftOut.has(name))
  return {
    request: known.request,
    realtime,
    get channels() {
      return remaining()
    },
    get channel() {
      return remaining()[0] ?? DEFAULT
    },
    get visitor() {
      return known.visitor
    },
    isRenewal() {
      known.renewal ??= isRenewal(realtime, known)
      return known.renewal
    },
    identifyAs(visitor) {
      known.visitor = visitor
    },
    noteClaim(identity) {
      known.claimed = identity
    },
    leaveOut(names, refusal) {
      if (remaining().every((name) => names.includes(name))) {
        throw new Error("leaveOut: no channel would be left. Return the refusal from the step instead.")
      }
      for (const name of names) known.leftOut.set(name, refusal)
    },
  }
}

function stillAsked(asked: readonly Asked[], { leftOut }: Known): Asked[] {
  return asked.filter(({ name }) => !leftOut.has(name))
}

/** Somebody unknown gets no verdict on single channels: one refusal is the answer to all they asked for. */
function refusalOfNobody({ visitor, leftOut }: Known): Response | undefined {
  return visitor ? undefined : leftOut.values().next().value
}

/** The verdicts on channels that the door left out. Words of the app's own come with a code of ours. */
function verdictsOf({ leftOut }: Known): Promise<Verdict[]> {
  return Promise.all(
    [...leftOut].map(async ([channel, refusal]) => {
      const code = codeOfAnswer(refusal) ?? "FORBIDDEN_CHANNEL"
      return { channel, code, title: (await sentenceOfAnswer(refusal)) ?? refusals[code].title }
    }),
  )
}

/** What a connection that names no channel asks for. It is granted like any other, or refused. */
const DEFAULT = "default"
/** Most bytes of a POST: 64 channels with their cursors fit twice. */
const MAX_BODY_BYTES = 48 * 1024

async function readAsked(request: Request): Promise<Asked[]> {
  const asked =
    request.method === "POST" ? readPosted(await readJsonBody(request, MAX_BODY_BYTES)) : readQuery(request)
  if (asked.length === 0) return [{ name: DEFAULT }]
  const byName = new Map(asked.toReversed().map((one) => [one.name, one]))
  if (byName.size > MAX_CHANNELS)
    throw new Sock8Error("TOO_MANY_CHANNELS", { detail: `At most ${MAX_CHANNELS}` })
  return [...byName.values()].toReversed()
}

function readQuery({ url, headers }: Request): Asked[] {
  const query = new URL(url).searchParams
  for (const key of query.keys()) {
    if (key !== "channel")
      throw new Sock8Error("INVALID_REQUEST", { detail: "Only `channel` may stand in the address" })
  }
  const names = query.getAll("channel").map(ownCopy)
  // A native EventSource sends one id for all of its channels: it belongs to one channel only if there is one.
  const last = names.length === 1 ? headers.get("last-event-id") : null
  return names.map((name) => readOne({ name, ...(last === null ? {} : { after: last }) }))
}

function readPosted(body: unknown): Asked[] {
  if (body === undefined) return []
  const { channels = [], ...others } = asFields(body) ?? { malformed: true }
  if (!Array.isArray(channels) || Object.keys(others).length > 0) {
    throw new Sock8Error("INVALID_REQUEST", {
      detail: "The body is { channels: [{ name, after?, present? }] }",
    })
  }
  return channels.map(readOne)
}

function readOne(value: unknown): Asked {
  const { name, after, present } = asFields(value) ?? {}
  if (typeof name !== "string" || parseName(name) === undefined) throw new Sock8Error("INVALID_CHANNEL")
  const asked = { name, present: readAskedPresence(present) }
  if (after === undefined || after === null) return asked
  const cursor = parseCursor(after)
  if (!cursor) throw new Sock8Error("INVALID_CURSOR")
  return { ...asked, after: cursor }
}

/** What is asked of the people on those channels that are delivered. */
function presenceOf(wanted: readonly Wanted[], asked: readonly Asked[]): PresenceRequest[] {
  return wanted.flatMap(({ channel }) => {
    const present = asked.find(({ name }) => name === channel.name)?.present
    return present === undefined ? [] : [{ channel, present }]
  })
}

interface Verdicts {
  readonly wanted: readonly Wanted[]
  readonly refused: readonly Verdict[]
  readonly because: readonly string[]
}

function decideAll(realtime: Realtime, asked: readonly Asked[], visitor: Visitor | undefined): Verdicts {
  const wanted: Wanted[] = []
  const refused: Verdict[] = []
  const because = new Set<string>()
  for (const { name, after } of asked) {
    try {
      const channel = resolveChannel(realtime.channels, name)
      const decision = decide(visitor?.grants ?? [], channel, "read")
      if (!decision.allowed) throw new Sock8Error(decision.code)
      wanted.push({ channel, after })
      because.add(decision.because)
    } catch (error) {
      refused.push({ channel: name, code: codeOf(error), title: sentenceOf(error) })
    }
  }
  if (wanted.length === 0) throw new Sock8Error(visitor ? "FORBIDDEN_CHANNEL" : "AUTH_REQUIRED")
  // Somebody unknown gets no verdict on single channels: that they must sign in is all there is to say.
  if (!visitor && refused.length > 0) throw new Sock8Error("AUTH_REQUIRED")
  return { wanted, refused, because: [...because] }
}

function tellAnswered(realtime: Realtime, known: Known, response: Response): Response {
  const code = codeOfAnswer(response)
  const why = code ? refusals[code].title : `the door answered ${response.status}`
  tell(realtime, known, { allowed: false, why, code: code ?? null })
  return response.ok ? markRefused(response) : response
}

/** As it is, but for one header: those of a `Response` may be locked. */
function markRefused(response: Response): Response {
  const { body, status, statusText, headers } = response
  const marked = new Response(body, { status, statusText, headers })
  marked.headers.set(REFUSED_HEADER, "1")
  return marked
}

function tellFailed(realtime: Realtime, known: Known, error: unknown): Response {
  realtime.onError(error)
  tell(realtime, known, { allowed: false, why: sentenceOf(error), code: codeOf(error) })
  return problem(error)
}

function tell(realtime: Realtime, known: Known, outcome: Pick<Attempt, "allowed" | "why" | "code">): void {
  const { request, channels, visitor, claimed = null } = known
  realtime.tell(request, { attempt: "connect", identity: visitor?.identity ?? claimed, channels, ...outcome })
}
