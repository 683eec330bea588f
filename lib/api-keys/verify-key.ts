/**
 * Who a key says is there, and what it may do now. Malformed keys cost no Redis command, others two, whether
 * they are let in or not.
 */
import { isAdmin } from "../administration/admin-rules"
import { channels } from "../channels"
import { type ErrorCode, Sock8Error } from "../sock8/core/errors"
import type { Grant } from "../sock8/core/grants"
import { type Channel, resolveChannel } from "../sock8/core/tree"
import type { TokenIdentity } from "../sock8/server/claims"
import type { Connection } from "../sock8/server/connection"
import type { KeyRecord } from "./key-record"
import { givable, peopleIn } from "./key-scope"
import { isKeyText, isSecretOf, parseKey } from "./key-text"
import { findKey, noteUse } from "./store"

/**
 * The identity of a key.
 *
 * @returns `undefined` for a text that is no key at all, such as a token.
 * @throws Sock8Error `INVALID_TOKEN` for a key that is malformed, unknown or revoked, `TOKEN_EXPIRED`,
 * `AUTH_FAILED` where whoever made it may not make keys any more, `UNAVAILABLE`.
 */
export async function verifyKey(text: string): Promise<TokenIdentity | undefined> {
  if (!isKeyText(text)) return undefined
  const key = parseKey(text)
  const found = key && (await findKey(key.id))
  if (!found || !isSecretOf(found.record.secretHash, key.secret)) throw new Sock8Error("INVALID_TOKEN")
  const { record, now } = found
  if (record.expiresAt <= now) throw new Sock8Error("TOKEN_EXPIRED")
  const scope = channelsOf(record)
  const people = await noteUse(found, [record.madeBy, ...scope.flatMap(({ channel }) => peopleIn(channel))])
  const maker = people.get(record.madeBy)
  if (!isAdmin(maker) || maker.orgId !== record.orgId) throw new Sock8Error("AUTH_FAILED")
  const grants = scope.map(({ channel, actions }): Grant => {
    const given = givable(maker, channel, people)
    return {
      pattern: channel.name,
      actions: actions.filter((action) => given.includes(action)),
      because: `in the key ${record.name}`,
    }
  })
  return {
    identity: identityOf(record),
    // Nobody is to take a machine for the person whose name somebody gave it.
    name: `${record.name} (key)`,
    grants: grants.filter(({ actions }) => actions.length > 0),
    // The maker's rights stand in for the key's: where theirs change, the key is asked about anew.
    standing: { identity: maker.id, since: now, token: record.id },
    expiresAt: record.expiresAt,
  }
}

/** What a key is called where people are called by their id: beside its messages and in the log. */
export function identityOf({ id }: Pick<KeyRecord, "id">): string {
  return `${IDENTITY_PREFIX}${id}`
}

/** The id of the key that is called so. `undefined` for a person. */
export function keyIdOf(identity: string): string | undefined {
  return identity.startsWith(IDENTITY_PREFIX) ? identity.slice(IDENTITY_PREFIX.length) : undefined
}

const IDENTITY_PREFIX = "key-"

/**
 * Puts keys before the rules for people, where those are asked again for an open connection: a key's stream
 * ends then, and what the key may do by now is asked when it opens the next.
 */
export function exceptKeys(authorize: (conn: Connection) => void | Promise<void>): typeof authorize {
  const code: ErrorCode = "TOKEN_EXPIRED"
  return (conn) => (conn.identity && keyIdOf(conn.identity) ? conn.reject(code) : authorize(conn))
}

type Scope = ReadonlyArray<{
  readonly channel: Channel
  readonly actions: KeyRecord["scope"][number]["actions"]
}>

/** The channels of a scope. One that the tree has no more is none. */
function channelsOf({ scope }: KeyRecord): Scope {
  return scope.flatMap(({ channel: name, actions }) => {
    try {
      return [{ channel: resolveChannel(channels, name), actions }]
    } catch {
      return []
    }
  })
}
