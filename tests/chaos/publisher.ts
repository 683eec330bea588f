/** Somebody who says one thing after the other, each until it is acknowledged. */
import { randomUUID } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import type { Oracle } from "./oracle"
import type { Person } from "./person"

/** What happened to the requests of a stretch. */
export interface PublishStory {
  /** Times that a status came; 0 stands for no answer. */
  readonly statuses: Readonly<Record<number, number>>
  readonly slowestMs: number
}

/** Milliseconds between two tries, unless the answer asks for more; and most that is waited then. */
const RETRY_AFTER_MS = 150
const MAX_PAUSE_MS = 1_000

/** One speaker on one channel. */
export class Publisher {
  /** Milliseconds between an acknowledgement and the next message. */
  everyMs: number
  readonly #options: { oracle: Oracle; person: Person; channel: string; onRefused: () => void }
  readonly #statuses = new Map<number, number>()
  #slowestMs = 0
  #acknowledged = 0
  #isPaused = true
  #isStopped = false
  #talking: Promise<void> = Promise.resolve()

  constructor(options: {
    readonly oracle: Oracle
    readonly person: Person
    readonly channel: string
    readonly everyMs: number
    readonly onRefused: () => void
  }) {
    this.everyMs = options.everyMs
    this.#options = options
  }

  /** Who talks. */
  get by(): string {
    return this.#options.person.id
  }

  /** Messages that were acknowledged so far. */
  get acknowledged(): number {
    return this.#acknowledged
  }

  resume(): void {
    if (!this.#isPaused || this.#isStopped) return
    this.#isPaused = false
    this.#talking = this.#talk()
  }

  /** Resolves when the message that is under way is acknowledged. */
  async pause(): Promise<void> {
    this.#isPaused = true
    await this.#talking
  }

  stop(): void {
    this.#isPaused = true
    this.#isStopped = true
  }

  /** What happened since the last call. */
  takeStory(): PublishStory {
    const story = { statuses: Object.fromEntries(this.#statuses), slowestMs: this.#slowestMs }
    this.#statuses.clear()
    this.#slowestMs = 0
    return story
  }

  async #talk(): Promise<void> {
    while (!this.#isPaused) {
      await this.#sayOne()
      await wait(this.everyMs)
    }
  }

  async #sayOne(): Promise<void> {
    const { oracle, person, channel, onRefused } = this.#options
    const { text, acknowledge } = oracle.say(channel, `${person.id}@${channel}`)
    const id = randomUUID()
    while (!this.#isStopped) {
      const { status, fields, tookMs } = await person.publish(channel, text, id)
      this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1)
      this.#slowestMs = Math.max(this.#slowestMs, tookMs)
      if (status === 200) {
        this.#acknowledged += 1
        return acknowledge()
      }
      onRefused()
      await wait(Math.max(RETRY_AFTER_MS, Math.min(Number(fields.retryAfter ?? 0) * 1000, MAX_PAUSE_MS)))
    }
  }
}
