/**
 * The Redis keys of the app's own records, all of them. The toolkit's are in `lib/sock8/server/keys.ts`, those of
 * its limits among them, under the same prefix.
 */
import { createHash } from "node:crypto"

/** What every key begins with, the toolkit's too. */
export const PREFIX = "grantway"

/** Every record ends by itself: a person who did not sign in for so long is forgotten. */
export const PERSON_TTL_SECONDS = 400 * 24 * 60 * 60

/** Where the records lie. Ids have been parsed before; what a stranger typed is hashed. */
export const keys = {
  person: (personId: string) => `${PREFIX}:person:${personId}`,
  personPassword: (personId: string) => `${PREFIX}:person-password:${personId}`,
  personByEmail: (email: string) => `${PREFIX}:person-by-email:${digest(email)}`,
  /** Sorted set: ids of people, by the second since 1970 at which their record ends. */
  people: `${PREFIX}:people`,
  /** The limiter appends who it counts and in which minute. */
  signInTries: `${PREFIX}:sign-in-tries`,
  /** Hash: how far somebody has read each chat, by the chat's channel. */
  readMarkers: (personId: string) => `${PREFIX}:read-markers:${personId}`,
  endedSession: (sessionId: string) => `${PREFIX}:ended-session:${sessionId}`,
  apiKey: (keyId: string) => `${PREFIX}:api-key:${keyId}`,
  /** When a key was used last. */
  apiKeyUsed: (keyId: string) => `${PREFIX}:api-key-used:${keyId}`,
  /** Sorted set: ids of an organisation's keys, by the millisecond since 1970 at which they are forgotten. */
  apiKeys: (orgId: string) => `${PREFIX}:api-keys:${orgId}`,
  /** Hash: the version of a person's inbox, the newest notification that it counted, and up to which all are read. */
  inbox: (personId: string) => `${PREFIX}:inbox:${personId}`,
  /** Set: ids of the notifications after that one which are read. */
  inboxRead: (personId: string) => `${PREFIX}:inbox-read:${personId}`,
  /** Stream: the latest comments on a post. */
  comments: (postId: string) => `${PREFIX}:comments:${postId}`,
  /** String: that somebody's comment of this id was kept. */
  commentOnce: (postId: string, personId: string, id: string) =>
    `${PREFIX}:comment-once:${postId}:${personId}:${id}`,
}

/** What a stranger typed, as a part of a key: of fixed length, and no address for readers of key lists. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url")
}
