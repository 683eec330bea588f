import { formatCursor, type Position, positionBefore, timeOf } from "../../core/cursor"
import type { StreamEvent } from "../../core/wire"
import type { AskedChannel } from "../open-stream"
import { PeopleBook, type PeopleNews } from "../people-book"
import { type Ask, after, type OpenedChannel, readPosition } from "./ask"
import { LatestMessages } from "./latest-messages"

/** The one stream that the leading tab opened for all, and how far it has come. */
export class Upstream {
  readonly channels: readonly AskedChannel[]
  /** The asks that it was opened for. */
  readonly asks: ReadonlySet<Ask>
  /** Its `open`. */
  said: Extract<StreamEvent, { type: "open" }> | undefined
  /** Where each channel that it delivers stands. */
  readonly #positions = new Map<string, Position | undefined>()
  /** The people of the channels on which it is present, for who comes later. */
  readonly #people = new Map<string, PeopleBook>()
  /** Why it is not present on others, for who comes later. */
  readonly #unseen = new Map<string, StreamEvent>()
  readonly #latest = new LatestMessages()
  /** What the stream before knew of them, until this one is open. */
  #latestBefore: LatestMessages | undefined
  /** The channels whose latest message follows their `open`, if they have one. */
  readonly #fromLatest: ReadonlySet<string>
  readonly #abort = new AbortController()

  /** @param before the stream whose place it takes. */
  constructor(asks: Iterable<Ask>, before?: Upstream) {
    this.asks = new Set(asks)
    if (before) this.#latestBefore = before.#latest
    const united = unite(this.asks)
    const missing = new Set(united.map(({ name }) => name).filter((name) => this.#isMissed(name)))
    this.channels = united.map((channel) => (missing.has(channel.name) ? stepBack(channel) : channel))
    const isFresh = ({ name, after }: AskedChannel) => after === undefined || missing.has(name)
    this.#fromLatest = new Set(this.channels.filter(isFresh).map(({ name }) => name))
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  get isClosed(): boolean {
    return this.signal.aborted
  }

  close(): void {
    this.#abort.abort()
  }

  /** Notes an `open`, and gives what it says of each channel. */
  open(event: Extract<StreamEvent, { type: "open" }>): ReadonlyMap<string, OpenedChannel> {
    this.said = event
    const opened = new Map<string, OpenedChannel>()
    for (const { name, cursor, recovered, latest } of event.channels) {
      const at = readPosition(cursor)
      const asked = readPosition(this.channels.find((channel) => channel.name === name)?.after)
      if (!at) continue
      const known = recovered && asked?.epoch === at.epoch ? this.#latestBefore?.get(name) : undefined
      if (latest) this.#latest.open(name, this.#fromLatest.has(name) ? null : known)
      opened.set(name, { at, recovered, asked, latest: this.#latest.get(name)?.before })
      this.#positions.set(name, at)
    }
    this.#latestBefore = undefined
    return opened
  }

  /** The `open` that it could say now, for who comes later. */
  get opened(): ReadonlyMap<string, OpenedChannel> {
    const opened = new Map<string, OpenedChannel>()
    for (const [name, at] of this.#positions) {
      const latest = this.#latest.get(name)?.before
      if (at) opened.set(name, { at, recovered: true, asked: at, latest })
    }
    return opened
  }

  /** The messages that an ask is to be told on joining, as far as they came before it. */
  latestFor({ positions }: Ask): readonly Extract<StreamEvent, { type: "message" }>[] {
    return [...positions].flatMap(([name, own]) => (own ? [] : (this.#latest.get(name)?.event ?? [])))
  }

  /** Whether an ask is to be told a latest message on joining that neither came nor follows. */
  lacksLatestFor({ positions }: Ask): boolean {
    return [...positions].some(([name, own]) => !own && this.#latest.isMissing(name))
  }

  /** Whether it delivers all that an ask wants, from where the ask stands or before. */
  covers(ask: Ask): boolean {
    const { positions, shown } = ask
    if (this.lacksLatestFor(ask)) return false
    if (![...shown].every(([name, state]) => this.#shows(name, state))) return false
    return [...positions].every(([name, own]) => {
      const at = this.#positions.get(name)
      if (!at) return false
      return !own || (own.epoch === at.epoch && at.n <= own.n)
    })
  }

  /** Whether it was asked to be present on a channel, and with this state: `true` is content with any. */
  #shows(name: string, state: unknown): boolean {
    const present = this.channels.find((channel) => channel.name === name)?.present
    return present !== undefined && (state === true || JSON.stringify(state) === JSON.stringify(present))
  }

  /** Who is there, or why that is not told, as it would be told now to who is present there and comes later. */
  peopleFor({ shown }: Ask): readonly StreamEvent[] {
    return [...shown.keys()].flatMap((channel): StreamEvent[] => {
      const refused = this.#unseen.get(channel)
      if (refused) return [refused]
      const book = this.#people.get(channel)
      if (!book) return []
      return [{ type: "presence", channel, event: "list", members: book.members, seen: book.seen }]
    })
  }

  /** Where a channel stands. */
  at(name: string): Position | undefined {
    return this.#positions.get(name)
  }

  /** Notes what it told. */
  follow(event: StreamEvent): void {
    switch (event.type) {
      case "message": {
        const at = after(this.#positions, event)
        this.#positions.set(event.channel, at)
        if (at) this.#latest.message(event, at)
        break
      }
      case "gap":
        this.#latest.forget(event.channel)
        this.#positions.set(event.channel, readPosition(event.cursor))
        break
      case "refused":
        this.#latest.forget(event.channel)
        this.#positions.delete(event.channel)
        break
      case "presence":
        if (event.event === "refused") this.#unseen.set(event.channel, event)
        else this.#noteNews(event)
        break
    }
  }

  #isMissed(name: string): boolean {
    const joins = ({ positions }: Ask) => positions.has(name) && !positions.get(name)
    return this.#latestBefore?.isMissing(name) === true && [...this.asks].some(joins)
  }

  #noteNews(event: Extract<StreamEvent, { type: "presence" }> & PeopleNews): void {
    const book = this.#people.get(event.channel) ?? new PeopleBook()
    this.#people.set(event.channel, book)
    book.take(event)
  }
}

/** Every channel once, with the oldest cursor that anybody has of it, and what the last one shows who is present. */
function unite(asks: ReadonlySet<Ask>): readonly AskedChannel[] {
  const oldest = new Map<string, { readonly own: Position | undefined; readonly channel: AskedChannel }>()
  for (const ask of asks) {
    for (const channel of ask.channels) {
      const known = oldest.get(channel.name)?.own
      const own = readPosition(channel.after)
      if (!known || (own && isOlder(own, known))) oldest.set(channel.name, { own, channel })
    }
  }
  return [...oldest.values()].map(({ channel: { present: _, ...channel } }) => {
    const shown = [...asks].flatMap((ask) => ask.shown.get(channel.name) ?? [])
    // A window that shows nothing of itself hides nothing of another one.
    const present = shown.findLast((one) => one !== true) ?? shown.at(-1)
    return present === undefined ? channel : { ...channel, present }
  })
}

/** With the cursor right before the message that the tabs were told last, so that the server tells it again. */
function stepBack(channel: AskedChannel): AskedChannel {
  const at = readPosition(channel.after)
  return at && at.n > 0 ? { ...channel, after: formatCursor(positionBefore(at)) } : channel
}

/** Of two epochs the later one counts: who stands in the other is told a gap in any case. */
function isOlder(a: Position, b: Position): boolean {
  return a.epoch === b.epoch ? a.n < b.n : timeOf(a.id) > timeOf(b.id)
}
