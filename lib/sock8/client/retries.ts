/** What becomes of a stream that was lost or refused: whether it is tried again, and when. */
import { backoffMs } from "./backoff"
import { type RealtimeError, remedyOf } from "./realtime-error"
import type { Timings } from "./timings"
import type { Token, TokenSource } from "./token-source"

/** Tokens that are refused in a row as expired until that is final: rights may change while each is on its way. */
const MAX_EXPIRED = 5
/** Tokens that are refused in a row for another reason until that is final. */
const MAX_REFUSED = 2

/** What deciding on a retry needs. */
export interface RetriesOptions {
  readonly now: () => number
  readonly random: () => number
  readonly timings: Pick<Timings, "baseMs" | "capMs">
  readonly tokens: Pick<TokenSource, "refuse">
}

/** Counts what failed since a stream last held. */
export class Retries {
  readonly #options: RetriesOptions
  #failures = 0
  /** Tokens that were refused since the last stream opened. */
  #refusals = 0
  /** When the server allows the next try. */
  #notBefore = 0

  constructor(options: RetriesOptions) {
    this.#options = options
  }

  /** Failures since a stream last held, from 0. */
  get failures(): number {
    return this.#failures
  }

  /** Whether the server would have a try now, earlier than planned. */
  get isAllowed(): boolean {
    return this.#options.now() >= this.#notBefore
  }

  /** A stream opened: a token is good again. Whether the stream holds is not known yet. */
  opened(): void {
    this.#refusals = 0
  }

  /** A stream held: the next failure is the first again. */
  held(): void {
    this.#failures = 0
  }

  /** A fresh start: it was asked for, or rights changed, so that what was refused before says nothing. */
  restart(): void {
    this.held()
    this.opened()
  }

  /**
   * Whether an error is the last word. While a new token may help, one is asked for: see {@link mostRefusals}.
   *
   * @param token The one that was refused; `undefined` where none was got.
   */
  isFinal(error: RealtimeError, token: Token | undefined): boolean {
    const remedy = remedyOf(error)
    if (remedy !== "reauthorize") return remedy === "stop"
    // The stream before and the one after it may be refused for the same old token: that is one refusal.
    const isNews = !token || this.#options.tokens.refuse(token, error)
    if (isNews || this.#refusals === 0) this.#refusals += 1
    return isNews && this.#refusals >= mostRefusals(error, token)
  }

  /** Counts a failure, and answers the milliseconds until the next try. */
  waitAfter(error: RealtimeError): number {
    const { now, random, timings } = this.#options
    const pauseMs = (error.retryAfter ?? 0) * 1000
    const isTokenNews = remedyOf(error) === "reauthorize" && this.#failures === 0
    const backoff = isTokenNews
      ? 0
      : backoffMs(this.#failures, { baseMs: timings.baseMs, capMs: timings.capMs, random })
    this.#failures += 1
    this.#notBefore = now() + pauseMs
    return pauseMs + backoff
  }
}

/**
 * How many refusals in a row are final, where the remedy is another token. A new token that expired is one from before a
 * change of rights, and the next one may be good. Without a bound, a server whose clock is wrong would be asked for ever.
 *
 * @param token The one that was refused; `undefined` where none was got.
 */
export function mostRefusals({ data }: RealtimeError, token: Token | undefined): number {
  return token && data.type === "TOKEN_EXPIRED" ? MAX_EXPIRED : MAX_REFUSED
}
