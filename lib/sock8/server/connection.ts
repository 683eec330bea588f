/**
 * Step 2 of the walk, authorize: what `authorize(conn)` holds in its hands. It says who is asking and what
 * they may use; saying nothing means nobody and nothing. Next step: `token.ts`.
 */

import type { ChannelDefinition } from "../core/definition"
import { type ErrorCode, Sock8Error } from "../core/errors"
import { ACTIONS, type Grant } from "../core/grants"
import { isId, type Params } from "../core/path"
import type { Channel, ChannelFamily } from "../core/tree"
import { answeredWithin } from "./answered-within"

/** Most grants of one person. Whoever has more asks for a part of them with `want`. */
export const MAX_GRANTS = 64

/** How a channel is granted. `publish` and `presence` exist only where the channel's definition allows them. */
export type GrantOptions<Definition extends ChannelDefinition> = {
  /** The rule in words, shown to whoever asks why. */
  readonly because?: string
} & (Definition["config"] extends { readonly publish: true }
  ? { readonly publish?: boolean }
  : { readonly publish?: never }) &
  (Definition["config"] extends { readonly presence: true | object }
    ? { readonly presence?: boolean }
    : { readonly presence?: never })

/** A family whose parameter is the last segment, so that a star can stand for it. */
type OpenFamily<Path extends string, Definition extends ChannelDefinition> = Path extends `${string}}`
  ? ChannelFamily<Path, Definition>
  : never

/** What is known of somebody beside their id. */
export interface IdentityOptions {
  readonly name?: string | undefined
  readonly session?: string | undefined
  /** Milliseconds since 1970. */
  readonly until?: number | undefined
}

/** The connection that `authorize` decides about. */
export interface Connection {
  /** The request that asks, with its cookies and headers. */
  readonly request: Request
  /**
   * Who is asking. Known from the start where the rules are asked again for an open connection, whose token
   * proved it; else as far as `identifyAs` has said so. `undefined` again after `reject`.
   */
  readonly identity: string | undefined
  /**
   * Says who is asking.
   *
   * @param name shown to others beside what they publish; at most 100 characters.
   * @param session an id of the session that asks: what it opened ends with it (`revoker.endSession`).
   * @param until when this proof of identity ends by itself: a token or stream made from it ends then too.
   * @throws Error where the id cannot be one (1 to 64 of `A-Z a-z 0-9 _ -`) or another was said before.
   */
  identifyAs(id: string, options?: IdentityOptions): void
  /** Grants one channel. May be called any number of times. */
  grant<Path extends string, Definition extends ChannelDefinition>(
    channel: Channel<Path, Definition>,
    options?: GrantOptions<Definition>,
  ): void
  /** Grants every channel of a family whose parameter comes last, as `document.{documentId}`. */
  grantEvery<Path extends string, Definition extends ChannelDefinition>(
    family: OpenFamily<Path, Definition>,
    options?: GrantOptions<Definition>,
  ): void
  /** Refuses the whole connection with a code, whatever was granted before. */
  reject(code: ErrorCode): void
}

/** The app's rules: who may use which channel. Returning without identity refuses. */
export type Authorize = (conn: Connection) => void | Promise<void>

/** A grant together with the path it was made from, as clients are told it. */
export interface PathGrant extends Grant {
  readonly path: string
  /** The parameter that a star stands for is `"*"`. */
  readonly params: Params
}

/** What the rules decided about one request. */
export interface Authorized {
  readonly identity: string
  readonly name?: string
  readonly session?: string
  /** When the proof of identity ends, in milliseconds since 1970. */
  readonly until?: number
  readonly grants: readonly PathGrant[]
}

/** What is known beside the request. */
export interface RunOptions {
  /** Who is asking, where an open connection proved it before. */
  readonly identity?: string
  /** Is told who is asking, also where they are rejected later. */
  readonly onIdentified?: (id: string) => void
}

/** How long the rules may take, in milliseconds: shorter than clients wait, so that they hear why. */
export const RULES_WITHIN_MS = 10_000

/**
 * Runs the rules on a request.
 *
 * @throws Sock8Error the code that `authorize` rejected with; `AUTH_REQUIRED` where it identified nobody;
 * `FORBIDDEN_CHANNEL` where it granted nothing; `UNAVAILABLE` where it threw or took longer than
 * {@link RULES_WITHIN_MS}: a rule that failed grants nothing.
 */
export async function runAuthorize(
  authorize: Authorize,
  request: Request,
  options: RunOptions = {},
): Promise<Authorized> {
  const { conn, outcome } = createConnection(request, options)
  try {
    await answeredWithin(RULES_WITHIN_MS, Promise.resolve(authorize(conn)))
  } catch (cause) {
    throw cause instanceof Sock8Error ? cause : new Sock8Error("UNAVAILABLE", { cause, retryAfter: 5 })
  }
  return outcome()
}

function createConnection(
  request: Request,
  { identity: proven, onIdentified = () => undefined }: RunOptions,
): { conn: Connection; outcome: () => Authorized } {
  let identity = proven
  let known: IdentityOptions = {}
  let rejected: ErrorCode | undefined
  const grants: PathGrant[] = []

  function add(
    granted: Omit<PathGrant, "actions" | "because">,
    options: { publish?: boolean; presence?: boolean; because?: string },
  ) {
    const asked = { read: true, publish: options.publish, presence: options.presence }
    const actions = ACTIONS.filter((action) => asked[action])
    grants.push({ ...granted, actions, because: options.because ?? "granted" })
  }

  const conn: Connection = {
    request,
    get identity() {
      return rejected ? undefined : identity
    },
    identifyAs(id, options = {}) {
      if (!isId(id)) throw new Error("identifyAs: an id is 1 to 64 of A-Z a-z 0-9 _ -")
      if (identity !== undefined && identity !== id)
        throw new Error("identifyAs: somebody else was said before")
      identity = id
      onIdentified(id)
      known = { ...options, name: options.name?.slice(0, 100) }
    },
    grant: ({ path, params, name: pattern }, options = {}) => add({ path, params, pattern }, options),
    grantEvery: ({ path }, options = {}) => add({ path, ...levelOf(path) }, options),
    reject(code) {
      rejected ??= code
    },
  }

  function outcome(): Authorized {
    if (rejected) throw new Sock8Error(rejected)
    if (identity === undefined) throw new Sock8Error("AUTH_REQUIRED")
    if (grants.length === 0)
      throw new Sock8Error("FORBIDDEN_CHANNEL", { detail: "You were granted no channel" })
    const { name, session, until } = known
    return {
      ...{ identity, grants },
      ...(name ? { name } : {}),
      ...(session ? { session } : {}),
      ...(until === undefined ? {} : { until }),
    }
  }
  return { conn, outcome }
}

function levelOf(path: string): Pick<PathGrant, "pattern" | "params"> {
  const segments = path.split(".")
  const level = segments.slice(0, -1)
  if (level.some((segment) => segment.startsWith("{"))) {
    throw new Error(
      `grantEvery: "${path}" has another parameter before its last. Grant its channels one by one.`,
    )
  }
  const param = segments.at(-1)?.slice(1, -1) ?? ""
  return { pattern: [...level, "*"].join("."), params: { [param]: "*" } }
}
