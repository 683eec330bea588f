/**
 * The channel endpoints behind one catch-all route: `authenticate`, `publish` and `history`, at whatever
 * path the route is mounted. The last segment of the address decides which, before anything else is asked.
 */
import { parseCursor } from "../core/cursor"
import { Sock8Error } from "../core/errors"
import { type Action, decide, type Grant } from "../core/grants"
import { isId } from "../core/path"
import { type Channel, resolveChannel } from "../core/tree"
import { asFields, MAX_PAYLOAD_BYTES } from "../core/wire"
import type { Attempt } from "./attempt"
import { authenticate } from "./authenticate"
import type { TokenIdentity } from "./claims"
import { isOpenToAll, readBearer } from "./door"
import { type Endpoint, type Note, runEndpoint, type WithSock8Options } from "./endpoint"
import { problem } from "./problem"
import { readJsonBody } from "./read-body"
import type { Realtime } from "./realtime"
import { verifyBearer } from "./require-key"
import type { Standing } from "./standing"

const endpoints: Record<Attempt["attempt"], { method: "GET" | "POST"; run: Endpoint } | undefined> = {
  authenticate: { method: "POST", run: authenticate },
  publish: { method: "POST", run: publish },
  history: { method: "GET", run: history },
  connect: undefined,
  administer: undefined,
}

/** Makes the channel endpoints. Export the handler as `GET` and `POST` of a catch-all route. */
export function withSock8(options: WithSock8Options): (request: Request) => Promise<Response> {
  return async (request) => {
    const name = new URL(request.url).pathname.replace(/\/+$/, "").split("/").at(-1) ?? ""
    const endpoint = isEndpoint(name) ? endpoints[name] : undefined
    if (!endpoint || !isEndpoint(name)) return problem(new Sock8Error("NOT_FOUND"))
    if (request.method !== endpoint.method) {
      return problem(new Sock8Error("METHOD_NOT_ALLOWED"), { Allow: endpoint.method })
    }
    return runEndpoint(name, endpoint.run, request, options)
  }
}

function isEndpoint(name: string): name is Attempt["attempt"] {
  return Object.hasOwn(endpoints, name)
}

/** Bytes that a publish request may have around its data. */
const ENVELOPE_BYTES = 1024

/** How often one person may publish on one channel where its definition does not say. */
const DEFAULT_RATE = { max: 100, perSeconds: 10 }

/** Who may publish, how often, and what. */
async function publish(
  request: Request,
  { realtime }: WithSock8Options,
  note: Note,
): Promise<{ id: string }> {
  const sender = await requireBearer(request, realtime, note)
  const {
    channel: name,
    data,
    id,
  } = asFields(await readJsonBody(request, MAX_PAYLOAD_BYTES + ENVELOPE_BYTES)) ?? {}
  if (data === undefined)
    throw new Sock8Error("INVALID_REQUEST", { detail: "The body is { channel, data, id? }" })
  if (id !== undefined && !isId(id))
    throw new Sock8Error("INVALID_REQUEST", { detail: "An id is 1 to 64 of A-Z a-z 0-9 _ -" })
  const channel = requireAllowed(realtime, sender.grants, name, "publish", note)
  const { limit = DEFAULT_RATE } = channel.definition.config
  await realtime.limiter.take(`publish:${sender.identity}:${channel.name}`, limit)
  const from = sender.name ? { id: sender.identity, name: sender.name } : { id: sender.identity }
  const { standing } = sender
  return realtime.publisher.publish(
    channel,
    data,
    id === undefined ? { from, standing } : { from, standing, id },
  )
}

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 100

/** Reads back what was said, under the same decision as the stream. */
async function history(request: Request, { realtime }: WithSock8Options, note: Note): Promise<unknown> {
  const query = new URL(request.url).searchParams
  const name = query.get("channel")
  const isNobody = readBearer(request) === undefined && isOpenToAll(realtime, name)
  const { grants, standing } = isNobody
    ? await admitNobody(request, realtime)
    : await requireBearer(request, realtime, note)
  const channel = requireAllowed(realtime, grants, name, "read", note)
  const before = query.get("before") ?? undefined
  const cursor = before === undefined ? undefined : parseCursor(before)
  if (before !== undefined && !cursor) throw new Sock8Error("INVALID_CURSOR")
  const limit = Number(query.get("limit") ?? DEFAULT_LIMIT)
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new Sock8Error("INVALID_REQUEST", { detail: `limit is a whole number from 1 to ${MAX_LIMIT}` })
  }
  return realtime.history.readBefore(channel, { before: cursor?.id, limit, ...(standing && { standing }) })
}

/** How often one address may read without a token. */
const NOBODY_RATE = { max: 300, perSeconds: 60 }

/** Whoever reads without a token: a channel that is open to everybody, as often as their address may. */
async function admitNobody(
  request: Request,
  realtime: Realtime,
): Promise<{ grants: readonly Grant[]; standing?: Standing }> {
  const address = realtime.addressOf(request)
  if (address) await realtime.limiter.take(`history:address:${address}`, NOBODY_RATE)
  return { grants: [] }
}

async function requireBearer(request: Request, realtime: Realtime, note: Note): Promise<TokenIdentity> {
  const token = readBearer(request)
  if (token === undefined) throw new Sock8Error("AUTH_REQUIRED")
  const identity = await verifyBearer(realtime, token)
  note.identity = identity.identity
  return identity
}

function requireAllowed(
  realtime: Realtime,
  grants: readonly Grant[],
  name: unknown,
  action: Action,
  note: Note,
): Channel {
  const channel = resolveChannel(realtime.channels, name)
  note.channels = [channel.name]
  const decision = decide(grants, channel, action)
  if (!decision.allowed) throw new Sock8Error(decision.code)
  note.why = decision.because
  return channel
}
