import { MAX_CHANNELS, type StreamEvent } from "../core/wire"
import { Alarms } from "./alarms"
import { ChannelFeed, type ChannelListener, type Standing } from "./channel-feed"
import { type Address, resolveName } from "./channel-proxy"
import type { AskedChannel } from "./open-stream"
import { PresenceFeed } from "./presence-feed"
import { RealtimeError } from "./realtime-error"
import type { Token } from "./token-source"

/** What feeds need. */
export interface ChannelFeedsOptions {
  /** A channel that nobody listens to any more is wanted for so much longer: most come back at once. */
  readonly graceMs: number
  readonly onChange: () => void
  /** Says the state of the open connection on a channel, and not more often than after `pauseMs`. */
  readonly presence: {
    readonly send: (address: Address, state: unknown) => Promise<void>
    readonly pauseMs: number
  }
}

/** All wanted channels: who wants them, what they are called, and what a stream says about them. */
export class ChannelFeeds {
  readonly #feeds = new Map<string, ChannelFeed>()
  readonly #leaving = new Alarms()
  /** Those whose people are seen, by the key of their channel. */
  readonly #people = new Map<string, PresenceFeed>()
  readonly #graceMs: number
  readonly #onChange: () => void
  readonly #presence: ChannelFeedsOptions["presence"]

  constructor({ graceMs, onChange, presence }: ChannelFeedsOptions) {
    this.#graceMs = graceMs
    this.#onChange = onChange
    this.#presence = presence
  }

  /** One string for each wanted channel. */
  get keys(): readonly string[] {
    return [...this.#feeds.keys()]
  }

  join(address: Address, listener: ChannelListener): () => void {
    const { key } = address
    const feed = this.#feeds.get(key) ?? new ChannelFeed(address)
    this.#leaving.clear(key)
    if (!this.#feeds.has(key)) {
      this.#feeds.set(key, feed)
      this.#onChange()
    }
    const silence = feed.listen(listener)
    return () => {
      silence()
      if (feed.isHeard || this.#feeds.get(key) !== feed) return
      this.#leaving.set(key, this.#graceMs, () => {
        if (this.#feeds.get(key) === feed) this.#drop(key)
      })
    }
  }

  /**
   * Is present on a channel, which joins it too. The feed is the same for everybody here who is present there.
   * Returns it with the undo.
   */
  present(address: Address): { readonly people: PresenceFeed; readonly leave: () => void } {
    const { key } = address
    const { send, pauseMs } = this.#presence
    const people =
      this.#people.get(key) ?? new PresenceFeed({ pauseMs, send: (state) => send(address, state) })
    if (!this.#people.has(key)) this.#onChange()
    this.#people.set(key, people)
    people.users += 1
    const leaveChannel = this.join(address, () => undefined)
    const leave = () => {
      leaveChannel()
      people.users -= 1
      if (people.users === 0) this.#leaving.set(`people ${key}`, this.#graceMs, () => this.#hide(key, people))
    }
    return { people, leave }
  }

  /** What to ask a stream for. Channels that cannot be asked for are refused here, not by the server. */
  ask(token: Pick<Token, "grants" | "ungranted">): readonly AskedChannel[] {
    return this.#resolve(token).flatMap(({ feed, name, code }) => {
      if (name === undefined) {
        feed.stand({ type: "refused", error: new RealtimeError({ type: code }) })
        return []
      }
      feed.ask(name)
      return [this.#asked(feed, name)]
    })
  }

  #asked({ address, cursor }: ChannelFeed, name: string): AskedChannel {
    const people = this.#people.get(address.key)
    return {
      name,
      ...(cursor === undefined ? {} : { after: cursor }),
      ...(people ? { present: people.ask() } : {}),
    }
  }

  /** Tells an event of the stream that delivers to the channels it is about. */
  receive(event: StreamEvent): void {
    switch (event.type) {
      case "open":
        for (const { name, cursor, recovered } of event.channels) this.#find(name)?.open(cursor, recovered)
        for (const people of this.#people.values()) people.open(event.identity)
        break
      case "presence":
        this.#peopleOf(event.channel)?.receive(event)
        break
      case "message": {
        const { type: _, ...message } = event
        this.#find(message.channel)?.deliver(message)
        break
      }
      case "gap":
        this.#find(event.channel)?.skipTo(event.cursor)
        break
      case "refused": {
        const error = new RealtimeError({ type: event.code }, { message: event.title })
        this.#find(event.channel)?.stand({ type: "refused", error })
        break
      }
    }
  }

  standAll(standing: Standing): void {
    for (const feed of this.#feeds.values()) feed.stand(standing)
  }

  /** Forgets what nobody listens to, without waiting: for when another stream is opened anyway. */
  forgetUnheard(): void {
    for (const [key, feed] of this.#feeds) if (!feed.isHeard) this.#feeds.delete(key)
  }

  /** No stream delivers for now. */
  interrupt(): void {
    for (const feed of this.#feeds.values()) feed.interrupt()
  }

  #peopleOf(name: string): PresenceFeed | undefined {
    const feed = this.#find(name)
    return feed && this.#people.get(feed.address.key)
  }

  #hide(key: string, people: PresenceFeed): void {
    if (people.users > 0 || this.#people.get(key) !== people) return
    people.close()
    this.#people.delete(key)
    this.#onChange()
  }

  #drop(key: string): void {
    this.#feeds.delete(key)
    this.#onChange()
  }

  #find(name: string): ChannelFeed | undefined {
    for (const feed of this.#feeds.values()) if (feed.name === name) return feed
    return undefined
  }

  #resolve({ grants, ungranted }: Pick<Token, "grants" | "ungranted">) {
    const seen = new Set<string>()
    return [...this.#feeds.values()].map((feed) => {
      const name = resolveName(feed.address, grants)
      if (name === undefined) return { feed, code: ungranted }
      // One name is one channel: a second ref to it could only be a mistaken one.
      if (seen.has(name)) return { feed, code: "FORBIDDEN_CHANNEL" as const }
      if (seen.size >= MAX_CHANNELS) return { feed, code: "TOO_MANY_CHANNELS" as const }
      seen.add(name)
      return { feed, name }
    })
  }
}
