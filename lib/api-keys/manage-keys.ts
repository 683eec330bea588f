/** Making and revoking keys: what admins do on the page `/dashboard/admin/keys`. */
import { z } from "zod"
import { type ActNote, adminPost } from "../administration/admin-post"
import type { Admin } from "../administration/admin-rules"
import { channels } from "../channels"
import { Sock8Error } from "../sock8/core/errors"
import { findChannel } from "../sock8/core/tree"
import { type KeyAction, type KeyRecord, type KeyRequest, keyRequest } from "./key-record"
import { givable, peopleIn } from "./key-scope"
import { formatKey, hashSecret, newKeyText } from "./key-text"
import { deleteKey, findKey, readRoom, saveKey } from "./store"

/** Most keys of one organisation. */
const MAX_KEYS = 50
const DAY_MS = 24 * 3600 * 1000
/** In the order in which they are shown. */
const ACTIONS: readonly KeyAction[] = ["read", "publish"]

/** `POST { name, days?, scope: [{ path, params, actions }] }` → `{ id, key }`. The key is told here and never again. */
export const makeKey = adminPost({
  body: keyRequest,
  intent: () => "make a key",
  act: async (admin, asked, note) => {
    const { scope, people, keys } = await readScope(admin, asked, note)
    if (keys >= MAX_KEYS) {
      throw new Sock8Error("INVALID_REQUEST", { title: `An organisation has at most ${MAX_KEYS} keys` })
    }
    const text = newKeyText()
    const madeAt = Date.now()
    await saveKey({
      ...{ id: text.id, secretHash: hashSecret(text.secret), name: asked.name, scope, people },
      ...{
        orgId: admin.orgId,
        madeBy: admin.id,
        ...(admin.adminTerm && { madeIn: admin.adminTerm }),
        madeAt,
        expiresAt: madeAt + asked.days * DAY_MS,
      },
    })
    return { deed: `made the key ${text.id}`, answer: { id: text.id, key: formatKey(text) } }
  },
})

/** `POST { id }`: the key is refused from now on, and the streams that it opened end. */
export const revokeKey = adminPost({
  body: z.strictObject({ id: z.string().regex(/^[A-Za-z0-9]{1,64}$/) }),
  intent: ({ id }) => `revoke the key ${id}`,
  act: async (admin, { id }, note) => {
    const found = await findKey(id)
    // A key of another organisation and one that never was are answered alike.
    if (found?.orgId !== admin.orgId) throw new Sock8Error("NOT_FOUND")
    note.channels = found.scope.map(({ channel }) => channel)
    await deleteKey(found)
    return { deed: `revoked the key ${id}` }
  },
})

/**
 * The scope and its people as they are stored, and how many keys there are already.
 *
 * @throws Sock8Error `FORBIDDEN_CHANNEL` where one of the channels or actions is not this admin's to give: a
 * channel that does not exist is answered in the same way.
 */
async function readScope(
  admin: Admin,
  { scope }: KeyRequest,
  note: ActNote,
): Promise<Pick<KeyRecord, "scope" | "people"> & { readonly keys: number }> {
  const wanted = scope.map(({ path, params, actions }) => ({
    channel: findChannel(channels, path, params) ?? refuse(),
    actions,
  }))
  note.channels = wanted.map(({ channel }) => channel.name)
  const named = wanted.flatMap(({ channel }) => peopleIn(channel))
  const { keys, people } = await readRoom(admin.orgId, named)
  for (const { channel, actions } of wanted) {
    const given = givable(admin, channel, people)
    if (!actions.every((action) => given.includes(action))) refuse()
  }
  const actionsOf = (name: string) =>
    wanted.flatMap(({ channel, actions }) => (channel.name === name ? actions : []))
  const names = [...new Set(wanted.map(({ channel }) => channel.name))]
  const kept = names.map((channel) => ({
    channel,
    actions: ACTIONS.filter((action) => actionsOf(channel).includes(action)),
  }))
  return { scope: kept, people: [...people.keys()], keys }
}

function refuse(): never {
  throw new Sock8Error("FORBIDDEN_CHANNEL", { title: "This is not yours to give to a key" })
}
