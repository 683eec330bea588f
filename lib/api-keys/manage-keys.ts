/** Making and revoking keys: what admins do on the page `/dashboard/admin/keys`. */
import { z } from "zod"
import { type Action, adminPost } from "../administration/admin-post"
import { type Admin, requireAdmin } from "../administration/admin-rules"
import { channels } from "../channels"
import { Sock8Error } from "../sock8/core/errors"
import { type Channel, findChannel } from "../sock8/core/tree"
import { type KeyAction, type KeyRecord, type KeyRequest, keyRequest } from "./key-record"
import { givable, peopleIn } from "./key-scope"
import { formatKey, hashSecret, type KeyText, newKeyText } from "./key-text"
import { deleteKey, findKey, type Room, readRoom, saveKey } from "./store"

/** Most keys of one organisation. */
const MAX_KEYS = 50
/** Tries against changes of the maker at the same moment: each lost one means that their record was saved meanwhile. */
const MAX_TRIES = 10
const DAY_MS = 24 * 3600 * 1000
/** In the order in which they are shown. */
const ACTIONS: readonly KeyAction[] = ["read", "publish"]

/**
 * `POST { name, days?, scope: [{ path, params, actions }] }` → `{ id, key }`. The key is told here and never again. It
 * lives for up to a year, so it is made by a session and not by a foreign token, which lives for a day at most.
 */
export const makeKey = adminPost({
  body: keyRequest,
  proof: "session",
  intent: () => "make a key",
  act: async (sender, asked, action) => {
    const text = newKeyText()
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const { admin, scope, people, room } = await readScope(sender, asked, action)
      if (room.keys >= MAX_KEYS) throw tooMany()
      if (tries === 0) await action.begin()
      const record = recordOf(text, admin, { asked, scope, people })
      const outcome = await saveKey({ record, max: MAX_KEYS, maker: room.maker })
      if (outcome === "full") throw tooMany()
      if (outcome === "saved")
        return { deed: `made the key ${text.id}`, answer: { id: text.id, key: formatKey(text) } }
    }
    throw new Sock8Error("UNAVAILABLE", { retryAfter: 1 })
  },
})

function tooMany(): Sock8Error {
  return new Sock8Error("INVALID_REQUEST", { title: `An organisation has at most ${MAX_KEYS} keys` })
}

/** `POST { id }`: the key is refused from now on, and the streams that it opened end. */
export const revokeKey = adminPost({
  body: z.strictObject({ id: z.string().regex(/^[A-Za-z0-9]{1,64}$/) }),
  intent: ({ id }) => `revoke the key ${id}`,
  act: async (admin, { id }, action) => {
    const found = await findKey(id)
    // A key of another organisation and one that never was are answered alike.
    if (found?.orgId !== admin.orgId) throw new Sock8Error("NOT_FOUND")
    action.channels = found.scope.map(({ channel }) => channel)
    await action.begin()
    await deleteKey(found)
    return { deed: `revoked the key ${id}` }
  },
})

/** What is stored of a key. */
type Scope = Pick<KeyRecord, "scope" | "people">

/** What was read and decided before a key is saved. */
interface Granted extends Scope {
  /** The maker as they are now: the request may have waited while the role was taken away. */
  readonly admin: Admin
  readonly room: Room
}

/**
 * The scope and its people as they are stored, and from what this was decided.
 *
 * @throws Sock8Error `ADMIN_REQUIRED`; `FORBIDDEN_CHANNEL` where one of the channels or actions is not this admin's to
 * give: a channel that does not exist is answered in the same way.
 */
async function readScope(sender: Admin, { scope }: KeyRequest, action: Action): Promise<Granted> {
  const wanted = scope.map(({ path, params, actions }) => ({
    channel: findChannel(channels, path, params) ?? refuse(),
    actions,
  }))
  action.channels = wanted.map(({ channel }) => channel.name)
  const named = wanted.flatMap(({ channel }) => peopleIn(channel))
  const room = await readRoom(sender, named)
  const admin = requireAdmin(room.people.get(sender.id))
  // What the room counted are the keys of the organisation that the sender was in.
  if (admin.orgId !== sender.orgId) throw new Sock8Error("ADMIN_REQUIRED")
  for (const { channel, actions } of wanted) {
    const given = givable(admin, channel, room.people)
    if (!actions.every((action) => given.includes(action))) refuse()
  }
  const people = [...new Set(named)].filter((id) => room.people.has(id))
  return { admin, room, people, scope: mergeScope(wanted) }
}

/** Each channel once, with all of its actions. */
function mergeScope(
  wanted: ReadonlyArray<{ channel: Channel; actions: readonly KeyAction[] }>,
): KeyRecord["scope"] {
  const names = [...new Set(wanted.map(({ channel }) => channel.name))]
  return names.map((name) => {
    const asked = wanted.flatMap(({ channel, actions }) => (channel.name === name ? actions : []))
    return { channel: name, actions: ACTIONS.filter((action) => asked.includes(action)) }
  })
}

function recordOf(
  { id, secret }: KeyText,
  { id: madeBy, orgId, adminTerm }: Admin,
  { asked: { name, days }, scope, people }: Scope & { readonly asked: KeyRequest },
): KeyRecord {
  const madeAt = Date.now()
  return {
    ...{ id, secretHash: hashSecret(secret), name, orgId, madeBy, ...(adminTerm && { madeIn: adminTerm }) },
    ...{ madeAt, expiresAt: madeAt + days * DAY_MS, scope, people },
  }
}

function refuse(): never {
  throw new Sock8Error("FORBIDDEN_CHANNEL", { title: "This is not yours to give to a key" })
}
