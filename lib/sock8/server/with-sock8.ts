/**
 * The channel endpoints behind one catch-all route: `authenticate`, `publish`, `history` and `presence`, at whatever
 * path the route is mounted. The last segment of the address decides which, before anything else is asked.
 */
import { parseCursor } from "../core/cursor"
import { Sock8Error } from "../core/errors"
import { isId } from "../core/path"
import { asFields, MAX_PAYLOAD_BYTES } from "../core/wire"
import type { Attempt } from "./attempt"
import { authenticate } from "./authenticate"
import { isOpenToAll, readBearer } from "./door"
import {
  type Endpoint,
  type Note,
  requireAllowed,
  requireBearer,
  runEndpoint,
  type WithSock8Options,
} from "./endpoint"
import type { Rate } from "./limits"
import { presence } from "./presence-endpoint"
import { problem } from "./problem"
import { readJsonBody } from "./read-body"
import type { Realtime } from "./realtime"

const endpoints: Record<
  Attempt["attempt"],
  { methods: readonly ("GET" | "POST")[]; run: Endpoint } | undefined
> = {
  authenticate: { methods: ["POST"], run: authenticate },
  publish: { methods: ["POST"], run: publish },
  history: { methods: ["GET"], run: history },
  presence: { methods: ["GET", "POST"], run: presence },
  connect: undefined,
  administer: undefined,
}

/** Makes the channel endpoints. Export the handler as `GET` and `POST` of a catch-all route. */
export function withSock8(options: WithSock8Options): (request: Request) => Promise<Response> {
  return async (request) => {
    const name = new URL(request.url).pathname.split("/").filter(Boolean).at(-1) ?? ""
    const endpoint = isEndpoint(name) ? endpoints[name] : undefined
    if (!endpoint || !isEndpoint(name)) return problem(new Sock8Error("NOT_FOUND"))
    if (!endpoint.methods.some((method) => method === request.method)) {
      return problem(new Sock8Error("METHOD_NOT_ALLOWED"), { Allow: endpoint.methods.join(", ") })
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
const DEFAULT_RATE: Rate = { max: 100, perSeconds: 10 }

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
  const { limit: rate = DEFAULT_RATE } = channel.definition.config
  const from = sender.name ? { id: sender.identity, name: sender.name } : { id: sender.identity }
  const { standing } = sender
  return realtime.publisher.publish(
    channel,
    data,
    id === undefined ? { from, standing, rate } : { from, standing, rate, id },
  )
}

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 100

/** How often one person, or an address without a token, may read back: a page that scrolls asks for 50 at a time. */
export const HISTORY_RATE: Rate = { max: 300, perSeconds: 60 }

/** Reads back what was said, under the same decision as the stream. */
async function history(request: Request, { realtime }: WithSock8Options, note: Note): Promise<unknown> {
  const query = new URL(request.url).searchParams
  const name = query.get("channel")
  const isNobody = readBearer(request) === undefined && isOpenToAll(realtime, name)
  const reader = isNobody ? undefined : await requireBearer(request, realtime, note)
  const channel = requireAllowed(realtime, reader?.grants ?? [], name, "read", note)
  const before = query.get("before") ?? undefined
  const cursor = before === undefined ? undefined : parseCursor(before)
  if (before !== undefined && !cursor) throw new Sock8Error("INVALID_CURSOR")
  const limit = Number(query.get("limit") ?? DEFAULT_LIMIT)
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new Sock8Error("INVALID_REQUEST", { detail: `limit is a whole number from 1 to ${MAX_LIMIT}` })
  }
  const by = reader ? `person:${reader.identity}` : addressOf(request, realtime)
  const counted = by === undefined ? undefined : { key: `history:${by}`, rate: HISTORY_RATE }
  return realtime.history.readBefore(channel, {
    ...{ before: cursor?.id, limit },
    ...{ standing: reader?.standing, counted },
  })
}

/** Whoever reads without a token is counted by their address, where it is known. */
function addressOf(request: Request, realtime: Realtime): string | undefined {
  const address = realtime.addressOf(request)
  return address === undefined ? undefined : `address:${address}`
}
