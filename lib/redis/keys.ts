/** The Redis keys of the app's own records. The toolkit's keys are in `lib/sock8/server/keys.ts`. */
import { createHash } from "node:crypto"

const PREFIX = "grantway"

/** Every record ends by itself: a person who did not sign in for so long is forgotten. */
export const PERSON_TTL_SECONDS = 400 * 24 * 60 * 60

/** Where the records lie. Ids have been parsed before; what a stranger typed is hashed. */
export const keys = {
  person: (personId: string) => `${PREFIX}:person:${personId}`,
  personPassword: (personId: string) => `${PREFIX}:person-password:${personId}`,
  personByEmail: (email: string) => `${PREFIX}:person-by-email:${digest(email)}`,
  /** The limiter appends who it counts and in which minute. */
  signInTries: `${PREFIX}:sign-in-tries`,
  endedSession: (sessionId: string) => `${PREFIX}:ended-session:${sessionId}`,
}

/** What a stranger typed, as a part of a key: of fixed length, and no address for readers of key lists. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url")
}
