/** Open connections, as admins see and end them: those of the people of their own organisation. */
import { setTimeout as wait } from "node:timers/promises"
import { z } from "zod"
import { peopleOfOrganisation } from "../people/directory"
import { readPerson } from "../people/people"
import { type Person, personId } from "../people/person"
import { realtime } from "../realtime"
import { Sock8Error } from "../sock8/core/errors"
import type { OpenInfo } from "../sock8/server/leases"
import { adminPost } from "./admin-post"
import { requireOwn } from "./admin-rules"

/** How often to look whether connections have ended, and for how long: a process that was killed keeps its own for up to 30 s. */
const LOOK_EVERY_MS = 20
const LOOK_FOR_MS = 5_000

/** One open connection and whose it is. */
export interface OpenOfPerson {
  readonly person: Person
  readonly connection: OpenInfo
}

/** All open connections of an organisation's people, oldest first for each, and the people by name. */
export async function openConnectionsOf(orgId: string): Promise<OpenOfPerson[]> {
  const [people, open] = await Promise.all([peopleOfOrganisation(orgId), realtime.leases.list()])
  return people.flatMap((person) =>
    open.filter(({ identity }) => identity === person.id).map((connection) => ({ person, connection })),
  )
}

/** `POST { connection }`: ends one connection, and answers when it has gone from the list of open ones. */
export const kick = adminPost({
  body: z.object({ connection: z.uuid() }),
  intent: ({ connection }) => `kick ${shortId(connection)}`,
  act: async (admin, { connection }) => {
    const found = (await realtime.leases.list()).find(({ id }) => id === connection)
    // One of another organisation and one that does not exist are answered alike.
    const { id } = requireOwn(admin, found?.identity ? await readPerson(found.identity) : undefined)
    await end([connection])
    return { deed: `kicked ${shortId(connection)} of ${id}` }
  },
})

/** `POST { id }`: ends all connections of a person, and answers when they have gone from the list of open ones. */
export const endConnections = adminPost({
  body: z.object({ id: personId }),
  intent: ({ id }) => `end the connections of ${id}`,
  act: async (admin, { id }) => {
    requireOwn(admin, await readPerson(id))
    const open = (await realtime.leases.list()).filter(({ identity }) => identity === id)
    await end(open.map((connection) => connection.id))
    return { deed: `ended ${open.length} connections of ${id}` }
  },
})

async function end(ids: readonly string[]): Promise<void> {
  await Promise.all(ids.map((id) => realtime.revoker.closeConnection(id)))
  const until = Date.now() + LOOK_FOR_MS
  while (await isAnyOpen(ids)) {
    if (Date.now() > until) {
      throw new Sock8Error("UNAVAILABLE", { title: "Taken away, but still counted as open", retryAfter: 30 })
    }
    await wait(LOOK_EVERY_MS)
  }
}

async function isAnyOpen(ids: readonly string[]): Promise<boolean> {
  return (await realtime.leases.list()).some(({ id }) => ids.includes(id))
}

/** As much of a connection's id as tells it from others on a page. */
export function shortId(id: string): string {
  return id.slice(0, 8)
}
