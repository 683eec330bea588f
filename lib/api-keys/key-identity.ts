/** What a key is called where people are called by their id: beside its messages, in the log and in lists. */
import { keys } from "../redis/keys"
import type { KeyRecord } from "./key-record"

const IDENTITY_PREFIX = "key-"

/** What a key is called. */
export function identityOf({ id }: Pick<KeyRecord, "id">): string {
  return `${IDENTITY_PREFIX}${id}`
}

/** The id of the key that is called so. `undefined` for a person. */
export function keyIdOf(identity: string): string | undefined {
  return identity.startsWith(IDENTITY_PREFIX) ? identity.slice(IDENTITY_PREFIX.length) : undefined
}

/** Where the app keeps its record of an identity, a key or a person. */
export function recordKeyOf(identity: string): string {
  const keyId = keyIdOf(identity)
  return keyId === undefined ? keys.person(identity) : keys.apiKey(keyId)
}
