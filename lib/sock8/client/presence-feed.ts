/** Who is on one channel, as this client was told, and what it shows of itself there. It outlives connections. */
import type { Member, PresenceNews, Seen } from "../core/presence"
import { Alarms } from "./alarms"
import { PeopleBook } from "./people-book"
import { RealtimeError, remedyOf, toRealtimeError } from "./realtime-error"
import { PacedStore } from "./store"

/** One look at the people on a channel. */
export interface PresenceView<State = unknown> {
  /** Oneself, in however many windows; `undefined` until the stream has told it. */
  readonly self: Member<State> | undefined
  /** Everybody else, those who came first before. */
  readonly others: readonly Member<State>[]
  /** Those who are not there, and when they were there last. */
  readonly seen: readonly Seen[]
  /** Why one is neither shown nor told who is there. */
  readonly error: RealtimeError | undefined
}

/** Nobody, as before the stream is open. */
export const nobody: PresenceView<never> = { self: undefined, others: [], seen: [], error: undefined }

/** What a feed needs. */
export interface PresenceFeedOptions {
  /** Says the state of the open connection. */
  readonly send: (state: unknown) => Promise<void>
  /** Milliseconds between two states that are said: of those between, the last one counts. */
  readonly pauseMs: number
}

/** The people of one channel. */
export class PresenceFeed {
  readonly view = new PacedStore<PresenceView>(nobody)
  /** How many look at it. */
  users = 0
  readonly #options: PresenceFeedOptions
  readonly #alarms = new Alarms()
  readonly #book = new PeopleBook()
  #identity: string | null = null
  #state: unknown
  /** What the stream was asked with last, and what the server was told last: as JSON. */
  #asked: string | undefined
  #told: string | undefined
  /** Counts streams: what was said on one says nothing of what the next one shows. */
  #stream = 0
  #sending = false

  constructor(options: PresenceFeedOptions) {
    this.#options = options
  }

  /** What to ask a stream with. */
  ask(): unknown {
    this.#asked = JSON.stringify(this.#state)
    return this.#state ?? true
  }

  /** A stream is open, and was asked with what `ask` answered last. */
  open(identity: string | null): void {
    this.#identity = identity
    this.#stream += 1
    this.#told = this.#asked
    this.#sendLater()
  }

  /** Shows something else of oneself. Others see the last of several at once. */
  update(state: unknown): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return
    this.#state = state
    this.#show()
    this.#sendLater()
  }

  receive(news: PresenceNews): void {
    if (news.event === "refused") {
      this.close()
      this.view.set({ ...nobody, error: new RealtimeError({ type: news.code }, { message: news.title }) })
      return
    }
    this.#book.take(news)
    this.#show()
  }

  /** Forgets who is there: nobody tells it any more. */
  close(): void {
    this.#alarms.clearAll()
    this.#book.clear()
    this.#stream += 1
    this.#told = undefined
    this.#identity = null
  }

  #show(): void {
    const own = this.#identity === null ? undefined : this.#book.find(this.#identity)
    // One's own state is shown as it was said, not as it comes back.
    const self = own && this.#state !== undefined ? { ...own, state: this.#state } : own
    const others = this.#book.members.filter((member) => member !== own)
    this.view.setSoon({
      self,
      others: others.sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1)),
      seen: this.#book.seen,
      error: undefined,
    })
  }

  #sendLater(): void {
    const isNews = JSON.stringify(this.#state) !== this.#told
    if (!isNews || this.#identity === null || this.#sending || this.#alarms.has("send")) return
    // What else is said in the same tick goes with it.
    this.#alarms.set("send", 0, () => void this.#send())
  }

  async #send(): Promise<void> {
    const [state, text, stream] = [this.#state, JSON.stringify(this.#state), this.#stream]
    const noteTold = () => {
      if (stream === this.#stream) this.#told = text
    }
    this.#sending = true
    // Where it cannot be said, the next stream is asked with it.
    let pauseMs = this.#options.pauseMs
    try {
      await this.#options.send(state)
      noteTold()
    } catch (cause) {
      const error = toRealtimeError(cause)
      pauseMs += (error.retryAfter ?? 0) * 1000
      if (remedyOf(error) !== "retry") noteTold()
    }
    this.#sending = false
    this.#alarms.set("send", pauseMs, () => this.#sendLater())
  }
}
