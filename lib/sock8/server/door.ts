/**
 * The door of the stream: steps that run in order before anything is opened. A step may look at the request
 * and the channels, say who is there, or answer with a `Response`, which ends the matter.
 */
import { type ErrorCode, Sock8Error } from "../core/errors"
import { decide, type Grant } from "../core/grants"
import { resolveChannel } from "../core/tree"
import type { Authorize } from "./connection"
import type { Counted } from "./counting"
import type { Rate } from "./limits"
import { requireOwnOrigin, requireOwnSite } from "./origin"
import { codeOf, problem, refuse } from "./problem"
import type { Realtime } from "./realtime"
import type { Standing } from "./standing"

/** Somebody who was recognised at the door. */
export interface Visitor {
  readonly identity: string
  readonly name?: string
  readonly grants: readonly Grant[]
  /** What must still stand, now and while the stream is open. */
  readonly standing?: Standing
  /** Milliseconds since 1970 after which the stream must not go on. */
  readonly expiresAt?: number
  /** Whether the attempt was counted as theirs when they were recognised: then no later step counts it. */
  readonly isCounted?: boolean
}

/** What a step sees and may do. */
export interface DoorContext {
  readonly request: Request
  /**
   * The channels that were asked for, without those left out so far; `["default"]` where none was named. Names
   * are well-formed, not yet granted.
   */
  readonly channels: readonly string[]
  /** The first of them. */
  readonly channel: string
  readonly realtime: Realtime
  /** Who was recognised so far. */
  readonly visitor: Visitor | undefined
  /**
   * Whether the request takes the place of a connection that this process has open for the same person. Ask it
   * after the step that says who is there; each connection says yes once.
   */
  isRenewal(): boolean
  /** Says who is there. The last step that says so wins. */
  identifyAs(visitor: Visitor): void
  /** Says who the request claims to be from, for the log of attempts alone: nobody is recognised by it. */
  noteClaim(identity: string): void
  /**
   * Goes on without some of the channels. Each gets the refusal as its verdict, and no later step sees it.
   *
   * @throws Error where no channel would be left: then the refusal is the step's own answer.
   */
  leaveOut(channels: readonly string[], refusal: Response): void
}

/** One step: a `Response` refuses the whole connection and reaches the client unchanged; nothing goes on. */
export type Step = (context: DoorContext) => StepResult | Promise<StepResult>
// biome-ignore lint/suspicious/noConfusingVoidType: a step that returns nothing is the usual one.
type StepResult = Response | undefined | void

/** Runs steps in order. The first `Response` wins; the steps after it do not run. */
export async function passDoor(steps: readonly Step[], context: DoorContext): Promise<Response | undefined> {
  for (const step of steps) {
    const result = await step(context)
    if (result instanceof Response) return result
  }
  return undefined
}

/** A step that demands a channel token in the `Authorization` header. Channels open to everybody need none. */
export const requireToken: Step = async ({ request, channels, realtime, identifyAs }) => {
  const token = readBearer(request)
  if (token === undefined) {
    return channels.every((name) => isOpenToAll(realtime, name)) ? undefined : refuse("AUTH_REQUIRED")
  }
  try {
    identifyAs(await realtime.tokens().verify(token))
    return undefined
  } catch (error) {
    return problem(error)
  }
}

/**
 * A step that asks the app's rules who sent the request: for cookies, and whatever else `authorize` reads.
 * Channels open to everybody need nobody; a token that was sent is looked at all the same. A stream that it
 * opened ends with its session.
 *
 * @param options.perPerson how often one person may try: counted before the rules are asked, in a command that asking
 * costs anyway.
 */
export function requireSession(
  authorize: Authorize,
  { perPerson: rate }: Pick<AttemptRates, "perPerson"> = {},
): Step {
  return async ({ request, channels, realtime, identifyAs, noteClaim }) => {
    const isOpen = channels.every((name) => isOpenToAll(realtime, name))
    if (isOpen && !request.headers.has("authorization")) return undefined
    try {
      if (request.method === "GET") requireOwnSite(request, realtime.ownOrigin())
      else requireOwnOrigin(request, realtime.ownOrigin())
      const counted = rate && ((identity: string) => attemptOf(identity, rate))
      const asked = { counted, onIdentified: noteClaim }
      const {
        since,
        session,
        until,
        head: _,
        ...visitor
      } = await asAttempt(() => realtime.askRules(authorize, request, asked))
      const standing = {
        identities: [visitor.identity],
        since,
        ...(session === undefined ? {} : { session }),
      }
      identifyAs({
        ...{ ...visitor, standing, isCounted: rate !== undefined },
        ...(until === undefined ? {} : { expiresAt: until }),
      })
      return undefined
    } catch (error) {
      return problem(error)
    }
  }
}

/**
 * Whether a browser's own `EventSource` asks: it can send no header, and so no token. Give it `requireSession`.
 * Its requests are told by what it accepts, so that a program that forgot its token is told so.
 */
export function isEventSource({ method, headers }: Request): boolean {
  if (method !== "GET" || headers.has("authorization")) return false
  return (
    headers
      .get("accept")
      ?.split(",")
      .some((type) => type.trim() === "text/event-stream") ?? false
  )
}

/** What may be counted at the door. */
export interface AttemptRates {
  readonly perPerson?: Rate
  readonly perAddress?: Rate
}

/** An attempt of somebody to connect, as it is counted: one count, whatever they prove it by. */
export function attemptOf(identity: string, rate: Rate): Counted {
  return { key: `connect:person:${identity}`, rate }
}

/** Counts an attempt to connect. Over the limit, the client is told of connections and not of a rate. */
export async function asAttempt<Counted>(count: () => Promise<Counted>): Promise<Counted> {
  try {
    return await count()
  } catch (error) {
    if (!(error instanceof Sock8Error) || error.code !== "RATE_LIMITED") throw error
    throw new Sock8Error("TOO_MANY_CONNECTIONS", { ...error.details, detail: "Too many attempts to connect" })
  }
}

/**
 * A step that limits how often somebody may try to connect: per person where one was recognised, else per
 * address where it is known. Put it after the step that says who is there: a person's rate is theirs alone,
 * and who has no good token costs no Redis command. A renewal of an open connection is no new attempt.
 */
export function limitAttempts({ perPerson, perAddress }: AttemptRates): Step {
  return async ({ request, realtime, visitor, isRenewal }) => {
    if (isRenewal() || visitor?.isCounted) return
    const address = realtime.addressOf(request)
    const take = (key: string, rate: Rate) => asAttempt(() => realtime.limiter.take(key, rate))
    if (visitor && perPerson) await take(attemptOf(visitor.identity, perPerson).key, perPerson)
    else if (address && perAddress) await take(`connect:address:${address}`, perAddress)
  }
}

/**
 * A step that demands something of whoever was recognised, as it is at this moment and not as a token remembers
 * it. Where nobody was recognised it asks nothing and answers 401.
 *
 * @example requireThat(async ({ identity }) => (await readPerson(identity))?.role === "admin", "ADMIN_REQUIRED")
 */
export function requireThat(
  holds: (visitor: Visitor, context: DoorContext) => boolean | Promise<boolean>,
  code: ErrorCode,
): Step {
  return async (context) => {
    if (!context.visitor) return refuse("AUTH_REQUIRED")
    return (await holds(context.visitor, context)) ? undefined : refuse(code)
  }
}

/** A step that refuses early where not one of the channels may be read. */
export const requireGrants: Step = ({ channels, realtime, visitor }) => {
  const grants = visitor?.grants ?? []
  const someAllowed = channels.some((name) => reasonToRead(realtime, grants, name) !== undefined)
  return someAllowed ? undefined : refuse("FORBIDDEN_CHANNEL")
}

/** The token of a request: `undefined` where there is none, `""` where the header is malformed. */
export function readBearer(request: Request): string | undefined {
  const header = request.headers.get("authorization")
  if (header === null) return undefined
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1] ?? ""
}

/** Why a channel may be read by whoever has these grants; `undefined` where it may not be, or does not exist. */
export function reasonToRead(
  { channels }: Realtime,
  grants: readonly Grant[],
  name: unknown,
): string | undefined {
  try {
    const decision = decide(grants, resolveChannel(channels, name), "read")
    return decision.allowed ? decision.because : undefined
  } catch (error) {
    if (codeOf(error) === "FORBIDDEN_CHANNEL") return undefined
    throw error
  }
}

/** Whether a channel may be read by anybody at all: those that are declared `anonymous`. */
export function isOpenToAll(realtime: Realtime, name: unknown): boolean {
  try {
    return reasonToRead(realtime, [], name) !== undefined
  } catch {
    return false
  }
}
