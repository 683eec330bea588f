/** Open connections, as admins see and end them: those of the people and keys of their own organisation. */
import { setTimeout as wait } from "node:timers/promises"
import { z } from "zod"
import { identityOf, keyIdOf } from "../api-keys/key-identity"
import { listKeys, parseKeyRecord } from "../api-keys/store"
import { peopleOfOrganisation } from "../people/directory"
import { parsePerson, readPerson } from "../people/people"
import { personId } from "../people/person"
import { realtime } from "../realtime"
import { Sock8Error } from "../sock8/core/errors"
import type { FoundOpen, OpenInfo } from "../sock8/server/leases"
import { adminPost } from "./admin-post"
import { type Admin, requireOwn } from "./admin-rules"

/**
 * When to look whether connections have ended: at once, and after waits that double, so that the commands stay few also
 * where nothing ends. A process that was killed keeps its connections for up to 30 s.
 */
const WAITS_MS = [0, 20, 40, 80, 160, 320, 640, 1_280, 2_560]

/** Whose connection it is: a person's, or a machine's that came with a key. */
export interface Holder {
  readonly kind: "person" | "key"
  /** What connections are known by: a person's id, or the identity of a key. */
  readonly id: string
  readonly name: string
}

/** One open connection and whose it is. */
export interface OpenOfHolder {
  readonly holder: Holder
  readonly connection: OpenInfo
}

/** All open connections of an organisation, oldest first for each holder: its people by name, then its keys. */
export async function openConnectionsOf(orgId: string): Promise<OpenOfHolder[]> {
  const holders = await holdersOf(orgId)
  const open = await realtime.leases.listOf(holders.map(({ id }) => id))
  return holders.flatMap((holder) =>
    open.filter(({ identity }) => identity === holder.id).map((connection) => ({ holder, connection })),
  )
}

async function holdersOf(orgId: string): Promise<Holder[]> {
  const [people, apiKeys] = await Promise.all([peopleOfOrganisation(orgId), listKeys(orgId)])
  return [
    ...people.map(({ id, name }): Holder => ({ kind: "person", id, name })),
    ...apiKeys.map(({ record }): Holder => ({ kind: "key", id: identityOf(record), name: record.name })),
  ]
}

/** `POST { connection }`: ends one connection, and answers when it has gone from the list of open ones. */
export const kick = adminPost({
  body: z.object({ connection: z.uuid() }),
  intent: ({ connection }) => `kick ${shortId(connection)}`,
  act: async (admin, { connection }, action) => {
    // One of another organisation and one that does not exist are answered alike.
    const id = requireOwnHolder(admin, await realtime.leases.find(connection))
    await action.begin()
    await end([connection])
    return { deed: `kicked ${shortId(connection)} of ${id}` }
  },
})

/** `POST { id }`: ends all connections of a person, and answers when they have gone from the list of open ones. */
export const endConnections = adminPost({
  body: z.object({ id: personId }),
  intent: ({ id }) => `end the connections of ${id}`,
  act: async (admin, { id }, action) => {
    requireOwn(admin, await readPerson(id))
    await action.begin()
    const open = await realtime.leases.listOf([id])
    await end(open.map((connection) => connection.id))
    return { deed: `ended ${open.length} connections of ${id}` }
  },
})

/** @throws Sock8Error `ADMIN_REQUIRED` for whoever is neither a person nor a key of the admin's organisation. */
function requireOwnHolder(admin: Admin, found: FoundOpen | undefined): string {
  return requireOwn(admin, found && ownerOf(found)).identity
}

function ownerOf({ connection: { identity }, record }: FoundOpen) {
  if (identity === null) return undefined
  const owner = keyIdOf(identity) === undefined ? parsePerson(identity, record) : parseKeyRecord(record)
  return owner && { identity, orgId: owner.orgId }
}

/** Ends connections in one command, and looks at these alone until they have gone: it costs the same whatever others have open. */
async function end(ids: readonly string[]): Promise<void> {
  await realtime.revoker.closeConnections(ids)
  for (const ms of WAITS_MS) {
    await wait(ms)
    if ((await realtime.leases.countOpen(ids)) === 0) return
  }
  throw new Sock8Error("UNAVAILABLE", { title: "Taken away, but still counted as open", retryAfter: 30 })
}

/** As much of a connection's id as tells it from others on a page. */
export function shortId(id: string): string {
  return id.slice(0, 8)
}
