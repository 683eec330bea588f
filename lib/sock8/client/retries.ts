/** What becomes of a stream that was lost or refused: whether it is tried again, and when. */
import { backoffMs } from "./backoff"
import { type RealtimeError, remedyOf } from "./realtime-error"
import type { Timings } from "./timings"

/** What deciding on a retry needs. */
export interface RetriesOptions {
  readonly now: () => number
  readonly random: () => number
  readonly timings: Pick<Timings, "baseMs" | "capMs">
}

/** Counts what failed since a stream last held. */
export class Retries {
  readonly #options: RetriesOptions
  #failures = 0
  /** Whether a new token was asked for since the last stream opened. */
  #reauthorized = false
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
    this.#reauthorized = false
  }

  /** A stream held: the next failure is the first again. */
  held(): void {
    this.#failures = 0
  }

  /** Somebody asked for a fresh start. */
  restart(): void {
    this.held()
    this.opened()
  }

  /**
   * Whether an error is the last word. A new token is asked for once; when that is refused too, nobody else can
   * give a better one.
   *
   * @param refuseToken Gives back the token that was refused, and tells whether that is news.
   */
  isFinal(error: RealtimeError, refuseToken: () => boolean): boolean {
    const remedy = remedyOf(error)
    if (remedy !== "reauthorize") return remedy === "stop"
    // The stream before and the one after it may be refused for the same old token: that is one refusal.
    const isSecond = refuseToken() && this.#reauthorized
    this.#reauthorized = true
    return isSecond
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
