/**
 * Where tokens come from, and how long one is used. A token is asked for once however many need it, kept
 * in memory only, and due for renewal before it ends.
 */
import { EXPECTED_IDENTITY_HEADER, readAuthenticated } from "../core/wire"
import type { KnownGrant } from "./channel-proxy"
import { RealtimeError, readRefusal, toRealtimeError } from "./realtime-error"
import { Store } from "./store"
import { describeToken, readClaims, type TokenParts } from "./token-claims"

/**
 * A token, or what gives one. `null` goes without: then only channels that are open to everybody answer.
 * A function is called again when the token is due or was refused; it may throw a `RealtimeError` to say
 * what to do, and any other error counts as `NETWORK` and is tried again.
 */
export type AuthToken = string | null | (() => string | null | Promise<string | null>)

/** A token with what is known about it. */
export interface Token {
  /** `undefined` for nobody. */
  readonly text: string | undefined
  readonly grants: readonly KnownGrant[]
  /** Where `authenticate` said that the stream is. */
  readonly endpoint?: string
  /** When to ask for the next one, and when it ends: milliseconds since 1970 by this browser's clock. */
  readonly refreshAt: number
  readonly expiresAt: number
}

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

interface Found {
  readonly text: string | undefined
  /** Whose it is; `undefined` where it does not say. */
  readonly identity?: string
  readonly grants: readonly KnownGrant[]
  readonly endpoint?: string
  /** Milliseconds, endless where unknown. */
  readonly lifeMs: number
}

/** What a token source needs. */
export interface TokenSourceOptions {
  readonly authToken: AuthToken | undefined
  /** The person whose tokens are used. `undefined`: anybody's. */
  readonly identity?: string | undefined
  /** Is told that the session is another person's now, when that is seen first. */
  readonly onIdentityChanged?: (error: RealtimeError) => void
  readonly channelsEndpoint: string
  readonly fetch: typeof fetch
  readonly now: () => number
  readonly random: () => number
  /** Milliseconds that one request for a token may take. */
  readonly requestMs: number
  /** Milliseconds before its end at which a token is due, at least, where its life allows. */
  readonly leadMs: number
}

/** The one holder of the channel token. */
export class TokenSource {
  readonly story = new Store<TokenStory>({ token: undefined, refreshes: [] })
  readonly #options: TokenSourceOptions
  #cached: Token | undefined
  #pending: Promise<Token> | undefined
  #refused: { readonly text: string | undefined; readonly error: RealtimeError } | undefined
  /** Set once another person's token came: from then on none is used, not even one that is still good. */
  #changed: RealtimeError | undefined

  constructor(options: TokenSourceOptions) {
    this.#options = options
  }

  /** The token at hand while it lives, or a new one. */
  async read(): Promise<Token> {
    const token = this.#cached
    return token && this.#options.now() < token.expiresAt ? token : this.renew()
  }

  /**
   * A new token. Whoever asks meanwhile gets the same one.
   *
   * @throws RealtimeError what the endpoint refused, or the old refusal where the new token is the old one.
   */
  renew(): Promise<Token> {
    this.#pending ??= this.#find().finally(() => {
      this.#pending = undefined
    })
    return this.#pending
  }

  /** Notes that the server refused a token. `false` where it was known already. */
  refuse({ text }: Token, error: RealtimeError): boolean {
    if (this.#refused && this.#refused.text === text) return false
    this.#refused = { text, error }
    if (this.#cached?.text === text) this.#drop()
    return true
  }

  /**
   * Makes sure that what came belongs to the person whom the page shows. `null` for nobody, which is no other person.
   *
   * @throws RealtimeError `IDENTITY_CHANGED` where it is another's, and from then on for every token that is asked for.
   */
  expect(identity: string | null): void {
    const { identity: shown } = this.#options
    if (shown === undefined || identity === null || identity === shown) return
    throw this.#noteChanged(new RealtimeError({ type: "IDENTITY_CHANGED" }))
  }

  #noteChanged(error: RealtimeError): RealtimeError {
    this.#changed = error
    this.#drop()
    this.#options.onIdentityChanged?.(error)
    return error
  }

  /** Forgets everything, so that the next read begins anew. */
  forget(): void {
    this.#drop()
    this.#refused = undefined
    this.#changed = undefined
  }

  #drop(): void {
    this.#cached = undefined
    this.story.set({ ...this.story.getSnapshot(), token: undefined })
  }

  #keep(token: Token): Token {
    const { text = "", expiresAt } = token
    const { refreshes } = this.story.getSnapshot()
    const all = text === "" ? refreshes : [...refreshes, { at: this.#options.now(), expiresAt }]
    this.#cached = token
    this.story.set({ token: describeToken(text), refreshes: all.slice(-MAX_REFRESHES) })
    return token
  }

  async #find(): Promise<Token> {
    const { authToken } = this.#options
    if (this.#changed) throw this.#changed
    const found = authToken === undefined ? await this.#authenticate() : await readGiven(authToken)
    this.expect(found.identity ?? null)
    // A fixed token cannot become another one: saying it again would only be refused again.
    if (this.#refused && this.#refused.text === found.text) throw this.#refused.error
    return this.#keep(this.#date(found))
  }

  async #authenticate(): Promise<Found> {
    const { fetch, channelsEndpoint, identity: shown, requestMs } = this.#options
    try {
      const response = await fetch(`${channelsEndpoint}/authenticate`, {
        method: "POST",
        credentials: "include",
        headers: { "content-type": "application/json", ...(shown && { [EXPECTED_IDENTITY_HEADER]: shown }) },
        body: "{}",
        signal: AbortSignal.timeout(requestMs),
      })
      const answer = response.ok ? readAuthenticated(await response.json()) : undefined
      if (!answer) throw await readRefusal(response)
      const { lifeMs = answer.expiresAt - this.#options.now() } = readClaims(answer.token)
      const { token: text, channels: grants, endpoint, identity } = answer
      return { text, identity, grants, endpoint, lifeMs }
    } catch (cause) {
      const error = toRealtimeError(cause)
      throw error.data.type === "IDENTITY_CHANGED" ? this.#noteChanged(error) : error
    }
  }

  #date({ lifeMs, identity: _, ...token }: Found): Token {
    const { now, random, leadMs } = this.#options
    // At 80 % of its life and `leadMs` before its end, whichever is first; but a life too short for that
    // lead is used for a half at least. The jitter keeps tabs that were opened together apart.
    const useMs = Math.min(lifeMs * 0.8, Math.max(lifeMs - leadMs, lifeMs / 2))
    const expiresAt = now() + lifeMs
    return { ...token, expiresAt, refreshAt: now() + useMs * (0.95 + 0.05 * random()) }
  }
}

async function readGiven(authToken: AuthToken): Promise<Found> {
  const text = typeof authToken === "function" ? await call(authToken) : authToken
  if (text === null) return { text: undefined, grants: [], lifeMs: Number.POSITIVE_INFINITY }
  // What JavaScript code may give instead, such as the `token` of an answer that was a refusal.
  if (typeof text !== "string" || text === "") throw new RealtimeError({ type: "AUTH_REQUIRED" })
  const { names, subject, lifeMs = Number.POSITIVE_INFINITY } = readClaims(text)
  const grants = names.map((name) => ({ name }))
  return { text, grants, lifeMs, ...(subject === undefined ? {} : { identity: subject }) }
}

async function call(read: () => string | null | Promise<string | null>): Promise<string | null> {
  try {
    return await read()
  } catch (cause) {
    throw toRealtimeError(cause)
  }
}
