/**
 * Tells a lost connection from a server that answers everything but what Next asks it: a proxy that leads to its own page
 * to sign in, or that refuses these requests. Next takes both for a lost connection and asks for ever, in the second case
 * without a pause. Asked by itself, the server says which it is.
 */

/** What is known of a page that Next counts as offline. */
export type Findings =
  | "lost"
  /** The server answers, and what Next asks it fails for longer than Next pauses between two questions. */
  | "stuck"
  /** The server answers, and what Next asks it fails again and again without a pause. */
  | "storm"

/** What the watch needs of its page. */
export interface WatchOptions {
  /** Whether the server answers, whatever it says. */
  readonly ask: () => Promise<boolean>
  /** Gets `undefined` once nothing is wrong any more. */
  readonly onFound: (findings: Findings | undefined) => void
}

/** Milliseconds between two questions. */
const PAUSE_MS = 1_000
/** Answers in a row, more seconds than the three that Next pauses at most. */
const ANSWERS_UNTIL_STUCK = 5
/** How often Next fails between two answers or more. */
const FAILURES_UNTIL_STORM = 3

/** Watches one page. */
export class OfflineWatch {
  readonly #options: WatchOptions
  #isOffline = false
  #isLooking = false
  #failures = 0
  #failuresAtFirstAnswer = 0
  #answers = 0

  constructor(options: WatchOptions) {
    this.#options = options
  }

  /** Takes what Next believes, at each change. */
  note(isOffline: boolean): void {
    this.#isOffline = isOffline
    if (!isOffline) return
    this.#failures++
    if (!this.#isLooking) void this.#look()
  }

  /**
   * Looks until Next has been online for one pause, and the server has answered: where a network swallows what it is sent,
   * Next counts as online again while it waits for an answer.
   */
  async #look(): Promise<void> {
    this.#isLooking = true
    this.#answers = 0
    this.#options.onFound("lost")
    let failuresBefore: number
    let isAnswered: boolean
    do {
      failuresBefore = this.#failures
      await new Promise((next) => setTimeout(next, PAUSE_MS))
      isAnswered = await this.#options.ask()
      this.#weigh(isAnswered)
    } while (this.#isOffline || this.#failures !== failuresBefore || !isAnswered)
    this.#isLooking = false
    this.#options.onFound(undefined)
  }

  #weigh(isAnswered: boolean): void {
    this.#answers = isAnswered ? this.#answers + 1 : 0
    // What failed before an answer may have failed without a connection.
    if (this.#answers <= 1) this.#failuresAtFirstAnswer = this.#failures
    const failures = this.#failures - this.#failuresAtFirstAnswer
    if (failures >= FAILURES_UNTIL_STORM) this.#options.onFound("storm")
    else if (this.#answers >= ANSWERS_UNTIL_STUCK && this.#isOffline) this.#options.onFound("stuck")
    else if (this.#answers === 0) this.#options.onFound("lost")
  }
}
