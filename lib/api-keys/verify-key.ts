/**
 * Who a key says is there, and what it may do now. Malformed keys cost no Redis command, others one at most, whether
 * they are let in or not.
 */
import { channels } from "../channels"
import { type ErrorCode, Sock8Error } from "../sock8/core/errors"
import type { Grant } from "../sock8/core/grants"
import { type Channel, resolveChannel } from "../sock8/core/tree"
import type { TokenIdentity } from "../sock8/server/claims"
import type { Connection } from "../sock8/server/connection"
import type { KeySender } from "../sock8/server/require-key"
import { identityOf, keyIdOf } from "./key-identity"
import type { KeyRecord } from "./key-record"
import { givable, makerOf } from "./key-scope"
import { isKeyText, parseKey } from "./key-text"
import { readSentKey, refuseKey } from "./sent-key"

/**
 * The identity of a key.
 *
 * @returns `undefined` for a text that is no key at all, such as a token.
 * @throws Sock8Error `INVALID_TOKEN` for a key that is malformed, unknown or revoked, `TOKEN_EXPIRED`,
 * `AUTH_FAILED` where its maker stopped being an admin since, `RATE_LIMITED` where too many that were not good
 * came from the sender's address, `UNAVAILABLE`.
 */
export async function verifyKey(text: string, sender: KeySender): Promise<TokenIdentity | undefined> {
  if (!isKeyText(text)) return undefined
  const key = parseKey(text)
  if (!key) throw new Sock8Error("INVALID_TOKEN")
  const { record, now, people } = await readSentKey(key, sender)
  const scope = channelsOf(record)
  const maker = makerOf(record, people)
  if (!maker) throw refuseKey(key, "AUTH_FAILED")
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
    // When the rights of any of them change, the streams of the key end, and the key is verified again at the next use.
    standing: { identities: [identityOf(record), maker.id, ...record.people], since: now, token: record.id },
    expiresAt: record.expiresAt,
  }
}

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
