/** How long the client waits for what, in milliseconds. */
export interface Timings {
  /** Without a sign of life for this long, a stream is dead. The server gives one every 15 s. */
  readonly silenceMs: number
  /** A stream that was open for this long held: the next failure counts as the first. */
  readonly steadyMs: number
  /** How long a channel is still wanted after the last listener left. */
  readonly graceMs: number
  /** How long a request for a token, a publish or a page of history may take. */
  readonly requestMs: number
  /** How long before its end a token is renewed, at least, where its life allows. */
  readonly leadMs: number
  /** How long one waits before one shows another state on a channel. */
  readonly statePauseMs: number
  /** How long a page that shows messages is not rendered again: nobody reads more than seven a second. */
  readonly renderPauseMs: number
  /** The first wait after a failure is at most this long. */
  readonly baseMs: number
  /** No wait that the server did not ask for is longer. */
  readonly capMs: number
  /** How long a tab waits for the first word of the one that leads. */
  readonly answerMs: number
  /** A leading tab that is silent for this long leads no more: it passes on the server's sign of every 15 s. */
  readonly leaderMs: number
  /** How long a leading tab keeps open what it needs no longer: others may, or a reload comes back. */
  readonly lingerMs: number
}

/** The timings of the protocol. Tests take shorter ones. */
export const defaultTimings: Timings = {
  silenceMs: 40_000,
  steadyMs: 5_000,
  graceMs: 200,
  requestMs: 15_000,
  leadMs: 30_000,
  statePauseMs: 200,
  renderPauseMs: 150,
  baseMs: 500,
  capMs: 30_000,
  answerMs: 5_000,
  leaderMs: 17_000,
  lingerMs: 2_000,
}
