/** `GET …/presence` and `POST …/presence`: who is on a channel, and what one shows of oneself there. */
import { Sock8Error } from "../core/errors"
import { isId } from "../core/path"
import { MAX_STATE_BYTES } from "../core/presence"
import { asFields } from "../core/wire"
import { type Endpoint, requireAllowed, requireBearer } from "./endpoint"
import { validateState } from "./presence"
import { createRoom } from "./presence-room"
import { readJsonBody } from "./read-body"

/** Bytes that a request may have around its state. */
const ENVELOPE_BYTES = 1024
/** How often one person may say another state on one channel, over all their tabs. */
const STATE_RATE = { max: 100, perSeconds: 10 }
/** How often one person may read who is on one channel. */
const READ_RATE = { max: 60, perSeconds: 60 }

/** Reads who is on a channel. */
const read: Endpoint = async (request, { realtime }, note) => {
  const reader = await requireBearer(request, realtime, note)
  const name = new URL(request.url).searchParams.get("channel")
  const channel = requireAllowed(realtime, reader.grants, name, "presence", note)
  const counted = { key: `people:${reader.identity}:${channel.name}`, rate: READ_RATE }
  const [snapshot] = await realtime.presence.read([channel.name], { standing: reader.standing, counted })
  const room = createRoom()
  if (snapshot) room.become(snapshot)
  const { members, seen } = room.list()
  return { members, seen }
}

/** Says another state of a connection of one's own, which goes on as it is. */
const write: Endpoint = async (request, { realtime }, note) => {
  const sender = await requireBearer(request, realtime, note)
  const body = asFields(await readJsonBody(request, MAX_STATE_BYTES + ENVELOPE_BYTES)) ?? {}
  const { channel: name, connection, state, ...others } = body
  if (!isId(connection) || !asFields(state) || Object.keys(others).length > 0) {
    throw new Sock8Error("INVALID_REQUEST", { detail: "The body is { channel, connection, state }" })
  }
  const channel = requireAllowed(realtime, sender.grants, name, "presence", note)
  const { identity: id, name: called, standing } = sender
  await realtime.presence.update(channel, {
    ...{ connection, standing },
    counted: { key: `presence:${id}:${channel.name}`, rate: STATE_RATE },
    by: called === undefined ? { id } : { id, name: called },
    state: await validateState(channel, state),
  })
  return {}
}

/** Both, by method. */
export const presence: Endpoint = (request, options, note) =>
  (request.method === "GET" ? read : write)(request, options, note)
