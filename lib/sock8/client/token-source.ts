/**
 * Where tokens come from, and how long one is used. A token is asked for once however many need it, kept
 * in memory only, and due for renewal before it ends.
 */
import { EXPECTED_IDENTITY_HEADER, readAuthenticated } from "../core/wire"
import type { KnownGrant } from "./channel-proxy"
import { type AuthToken, type Found, readGiven } from "./given-token"
import { inTime } from "./in-time"
import { RealtimeError, readRefusal, toRealtimeError } from "./realtime-error"
import { Store } from "./store"
import { describeToken, readClaims } from "./token-claims"
import { MAX_REFRESHES, type TokenStory } from "./token-story"

/** A token with what is known about it. */
export interface Token {
  /** `undefined` for nobody. */
  readonly text: string | undefined
  readonly grants: readonly KnownGrant[]
  /** What a channel is refused with whose name none of the grants gives. */
  readonly ungranted: "FORBIDDEN_CHANNEL" | "INVALID_TOKEN"
  /** Where `authenticate` said that the stream is. */
  readonly endpoint?: string
  /** When to ask for the next one, and when it ends: milliseconds since 1970 by this browser's clock. */
  readonly refreshAt: number
  readonly expiresAt: number
  /** Counts how often what a token may say had changed when it was asked for. */
  readonly generation: number
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
  #asking: { readonly answer: Promise<Token>; readonly abort: AbortController } | undefined
  #generation = 0
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
   * A new token. Callers meanwhile get the same one, and after `outdate` or `forget` the one that is asked for then.
   *
   * @throws RealtimeError what the endpoint refused, or the old refusal where the new token is the old one; `NETWORK`
   * where it takes longer than `requestMs`.
   */
  renew(): Promise<Token> {
    this.#asking ??= this.#begin()
    return this.#asking.answer
  }

  /** What a token may say has changed: what was asked for before is thrown away. The token at hand is still used. */
  outdate(): void {
    this.#generation += 1
    this.#asking?.abort.abort()
    this.#asking = undefined
  }

  /** Whether what a token may say has changed since it was asked for. */
  isOutdated({ generation }: Token): boolean {
    return generation < this.#generation
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
    throw this.#note(new RealtimeError({ type: "IDENTITY_CHANGED" }))
  }

  /** Notes a refusal. `IDENTITY_CHANGED` ends the use of every token, also of one that is still good. */
  #note(error: RealtimeError): RealtimeError {
    if (error.data.type !== "IDENTITY_CHANGED" || this.#changed) return error
    this.#changed = error
    this.#drop()
    this.#options.onIdentityChanged?.(error)
    return error
  }

  /** Forgets everything, so that the next read begins anew. */
  forget(): void {
    this.outdate()
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

  #begin() {
    const abort = new AbortController()
    const answer = this.#ask(abort.signal).finally(() => {
      if (!abort.signal.aborted) this.#asking = undefined
    })
    return { answer, abort }
  }

  /** The one request for a token. Callers that wait when it is thrown away get the answer to the next one. */
  async #ask(thrownAway: AbortSignal): Promise<Token> {
    const generation = this.#generation
    // What is thrown away in the task in which it was wanted is not asked for at all.
    await Promise.resolve()
    if (thrownAway.aborted) return this.renew()
    try {
      const found = await inTime((signal) => this.#find(signal), {
        ms: this.#options.requestMs,
        signal: thrownAway,
      })
      if (!thrownAway.aborted) return this.#take(found, generation)
    } catch (cause) {
      if (!thrownAway.aborted) throw this.#note(toRealtimeError(cause))
    }
    return this.renew()
  }

  async #find(signal: AbortSignal): Promise<Found> {
    const { authToken } = this.#options
    if (this.#changed) throw this.#changed
    if (authToken === undefined) return this.#authenticate(signal)
    const given = await readGiven(authToken)
    return given.isForeign ? this.#exchange(given.text, signal) : given
  }

  /** A token of another service says who somebody is. What they may use is in the channel token that it is exchanged for. */
  async #exchange(text: string, signal: AbortSignal): Promise<Found> {
    try {
      return await this.#authenticate(signal, text)
    } catch (cause) {
      const { data } = toRealtimeError(cause)
      if (data.type !== "AUTH_REQUIRED") throw cause
      const detail = "Tokens of other services are not accepted here"
      throw new RealtimeError({ ...data, type: "INVALID_TOKEN", detail })
    }
  }

  #take(found: Found, generation: number): Token {
    this.expect(found.identity ?? null)
    // A fixed token cannot become another one: saying it again would only be refused again.
    if (this.#refused && this.#refused.text === found.text) throw this.#refused.error
    return this.#keep(this.#date(found, generation))
  }

  /** Asks under the session's cookie; with a token of another service, under that alone. */
  async #authenticate(signal: AbortSignal, foreign?: string): Promise<Found> {
    const { fetch, channelsEndpoint, identity: shown } = this.#options
    const response = await fetch(`${channelsEndpoint}/authenticate`, {
      method: "POST",
      credentials: foreign === undefined ? "include" : "omit",
      headers: {
        "content-type": "application/json",
        ...expecting(shown),
        ...(foreign === undefined ? {} : { authorization: `Bearer ${foreign}` }),
      },
      body: "{}",
      signal,
    })
    const answer = response.ok ? readAuthenticated(await response.json()) : undefined
    if (!answer) throw await readRefusal(response)
    const { token: text, channels: grants, endpoint, identity } = answer
    const { lifeMs = answer.expiresAt - this.#options.now() } = readClaims(text)
    return { text, identity, grants, ungranted: "FORBIDDEN_CHANNEL", endpoint, lifeMs }
  }

  #date({ lifeMs, identity: _, ...token }: Found, generation: number): Token {
    const { now, random, leadMs } = this.#options
    // At 80 % of its life and `leadMs` before its end, whichever is first; but a life too short for that
    // lead is used for a half at least. The jitter keeps tabs that were opened together apart.
    const useMs = Math.min(lifeMs * 0.8, Math.max(lifeMs - leadMs, lifeMs / 2))
    const expiresAt = now() + lifeMs
    return { ...token, generation, expiresAt, refreshAt: now() + useMs * (0.95 + 0.05 * random()) }
  }
}

/** Lets the server see that the session is another person's before it makes a token. Headers carry ASCII alone. */
function expecting(identity = ""): Record<string, string> {
  return /^[!-~]+$/.test(identity) ? { [EXPECTED_IDENTITY_HEADER]: identity } : {}
}
