/** A key as its page shows it; `lib/api-keys/` keeps more. */
export interface ListedKey {
  readonly id: string
  readonly name: string
  readonly scope: readonly { readonly channel: string; readonly actions: readonly string[] }[]
  readonly madeBy: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  readonly expired: boolean
  /** Why it is good for nothing although it has not expired. */
  readonly ended?: string | undefined
  /** To the minute; absent where it was never used. */
  readonly usedAt?: number | undefined
}

/** A kind of channel that a key may be made for. */
export interface ScopeChoice {
  readonly path: string
  readonly label: string
  /** The parameter that the path asks for, where it asks for one. */
  readonly param?: string
  /** Ids that are known to be good, to choose from. */
  readonly ids: readonly string[]
  readonly actions: readonly ("read" | "publish")[]
  /** A message that fits, for a first try; absent where a key may only read. */
  readonly sample?: object
}
