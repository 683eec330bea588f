import type { TokenParts } from "./token-claims"

/** The token at hand, for people to look at. Nothing here is enough to use it. */
export interface TokenStory {
  /** `undefined` before the first one, without one, and where it is no JWT. */
  readonly token: TokenParts | undefined
  /** Each token that this client got, oldest first: the latest {@link MAX_REFRESHES}. */
  readonly refreshes: readonly TokenRefresh[]
}

/** One token that was got. */
export interface TokenRefresh {
  /** When it came, in milliseconds since 1970 by this browser's clock. */
  readonly at: number
  /** When it ends, by the same clock; endless where unknown. */
  readonly expiresAt: number
}

/** A tab that stays open for days gets a hundred tokens a day. */
export const MAX_REFRESHES = 20
