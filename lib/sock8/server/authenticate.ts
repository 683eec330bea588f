import { Sock8Error } from "../core/errors"
import { ACTIONS, decide } from "../core/grants"
import type { Params } from "../core/path"
import { type AnyTree, findChannel } from "../core/tree"
import { type Authenticated, asFields } from "../core/wire"
import { MAX_GRANTS, type PathGrant } from "./connection"
import type { Note, WithSock8Options } from "./endpoint"
import type { Rate } from "./limits"
import { requireOwnOrigin } from "./origin"
import { readJsonBody } from "./read-body"

/** Most bytes of the request: 64 wanted channels fit. */
const MAX_BODY_BYTES = 32 * 1024

/** How often one person may ask for a token, over all their tabs: each of them asks about five times an hour. */
export const TOKEN_RATE: Rate = { max: 300, perSeconds: 60 }

/**
 * Asks the app's rules who is there and what they may use, and answers with a signed token of it.
 *
 * @throws Sock8Error whatever `authorize` refused with; `ORIGIN_FORBIDDEN` for another site's page;
 * `TOO_MANY_CHANNELS` for more than 64 grants; `RATE_LIMITED`.
 */
export async function authenticate(
  request: Request,
  options: WithSock8Options,
  note: Note,
): Promise<Authenticated> {
  const { realtime, authorize } = options
  requireOwnOrigin(request, realtime.ownOrigin())
  const wants = readWants(await readJsonBody(request, MAX_BODY_BYTES))
  const { grants: all, ...subject } = await realtime.askRules(authorize, request, {
    counted: (identity) => ({ key: `authenticate:${identity}`, rate: TOKEN_RATE }),
    onIdentified(id) {
      note.identity = id
    },
  })
  const grants = wants ? narrow(realtime.channels, all, wants) : all
  if (grants.length === 0) throw new Sock8Error("FORBIDDEN_CHANNEL")
  if (grants.length > MAX_GRANTS) {
    throw new Sock8Error("TOO_MANY_CHANNELS", { detail: "Ask for a part of your grants with `want`" })
  }
  note.channels = grants.map(({ pattern }) => pattern)
  note.why = [...new Set(grants.map(({ because }) => because))].join(", ")
  const { token, expiresAt } = await realtime.tokens().sign({ ...subject, grants })
  const channels = grants.map(({ pattern, path, params, actions }) => ({
    name: pattern,
    path,
    params,
    actions,
  }))
  return { token, endpoint: realtime.endpoint, identity: subject.identity, channels, expiresAt }
}

/** One channel that a client wants to use now. */
interface Want {
  readonly path: string
  readonly params: Params
}

function readWants(body: unknown): Want[] | undefined {
  if (body === undefined) return undefined
  const { want, ...others } = asFields(body) ?? { malformed: true }
  if (Object.keys(others).length > 0) throw malformed()
  if (want === undefined) return undefined
  if (!Array.isArray(want) || want.length > MAX_GRANTS) throw malformed()
  return want.map(readWant)
}

function readWant(value: unknown): Want {
  const { path, params = {} } = asFields(value) ?? {}
  const texts = Object.entries(asFields(params) ?? {})
  if (typeof path !== "string" || !texts.every(isTextEntry)) throw malformed()
  return { path, params: Object.fromEntries(texts.filter(isTextEntry)) }
}

function isTextEntry(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === "string"
}

function malformed(): Sock8Error {
  return new Sock8Error("INVALID_REQUEST", { detail: "The body is { want?: [{ path, params }] }" })
}

/** The part of somebody's grants that covers what they want; a star shrinks to the one channel wanted. */
function narrow(tree: AnyTree, grants: readonly PathGrant[], wants: readonly Want[]): PathGrant[] {
  return wants.flatMap(({ path, params }) => {
    const channel = findChannel(tree, path, params)
    if (!channel) return []
    const decisions = ACTIONS.map((action) => ({ action, decision: decide(grants, channel, action) }))
    const actions = decisions.flatMap(({ action, decision }) => (decision.allowed ? [action] : []))
    const [because] = decisions.flatMap(({ decision }) => (decision.allowed ? [decision.because] : []))
    return because === undefined ? [] : [{ path, params, pattern: channel.name, actions, because }]
  })
}
