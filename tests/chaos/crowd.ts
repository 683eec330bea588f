/** The people of a run: who listens to what, who talks where, and the last word by which all is found whole. */
import { defaultTimings, type Timings } from "../../lib/sock8/client/timings"
import { Person } from "./person"
import { Publisher } from "./publisher"
import { RawReader } from "./raw-reader"
import { Tab, type TabOptions } from "./tab"
import type { World } from "./world"

export const RED = "team.red.chat"
export const BLUE = "team.blue.chat"
export const RED_EU = "team.red-eu.chat"
export const NEWS = "org.acme.announcements"

/** What each may hear, whether they ask for it or not. */
const grants = {
  ada: [RED, BLUE, NEWS],
  ben: [RED, NEWS],
  bea: [RED, NEWS],
  ben2: [BLUE, NEWS],
  eve: [RED_EU, "org.acme-eu.announcements"],
} as const

/** Who is there. */
export type Name = keyof typeof grants

/** A talker and where: below the limit of ten messages a second, with room for retries. */
const talks: ReadonlyArray<readonly [Name, string]> = [
  ["ben", RED],
  ["bea", RED],
  ["ben2", BLUE],
  ["eve", RED_EU],
]

const EVERY_MS = 180

/** A short run cannot wait for half a minute before somebody tries again. */
const hasty: Partial<Timings> = { baseMs: 200, capMs: 1_500, steadyMs: 2_000 }

/** Everybody. */
export class Crowd {
  readonly tabs: Tab[] = []
  readonly readers: RawReader[] = []
  readonly publishers: Publisher[] = []
  readonly #people = new Map<Name, Person>()
  #regulars: ReadonlyArray<Tab | RawReader> = []
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  get listeners(): ReadonlyArray<Tab | RawReader> {
    return [...this.tabs, ...this.readers]
  }

  person(name: Name): Person {
    const person = this.#people.get(name)
    if (!person) throw new Error(`${name} has not signed in.`)
    return person
  }

  /** Signs everybody in, and lets them listen. */
  async gather(): Promise<void> {
    for (const name of Object.keys(grants) as Name[]) {
      this.#people.set(name, await Person.signIn(name, this.#world.front.url))
    }
    this.openTab("ada", [RED, BLUE, NEWS])
    // Their clocks are wrong by an hour, for the whole run.
    this.openTab("ben", [RED, NEWS], { clockOffMs: 3_600_000 })
    this.openTab("bea", [RED, NEWS], { clockOffMs: -3_600_000 })
    this.openTab("ben2", [BLUE])
    this.openTab("eve", [RED_EU])
    this.openReader("ben", [RED])
    this.openReader("bea", [RED, NEWS])
    this.openReader("ben2", [BLUE])
    // She asks for more than she may hear, in each of her requests.
    this.openReader("eve", [RED_EU, RED, NEWS])
    this.#regulars = this.listeners
    const { oracle, signs } = this.#world
    for (const [name, channel] of talks) {
      const person = this.person(name)
      this.publishers.push(
        new Publisher({ oracle, person, channel, everyMs: EVERY_MS, onRefused: signs.note }),
      )
    }
    await this.#world.until("everybody listens", () => this.listeners.every(({ isOpen }) => isOpen))
  }

  /** One more tab of somebody. */
  openTab(name: Name, channels: readonly string[], more: Partial<TabOptions> = {}): Tab {
    const label = `${name}'s tab ${this.tabs.length + 1}`
    const tab = new Tab({
      ...this.#common(name, label, channels),
      timings: this.#world.isLong ? defaultTimings : hasty,
      ...more,
    })
    this.tabs.push(tab)
    return tab
  }

  /** One more reader of somebody. */
  openReader(name: Name, channels: readonly string[]): RawReader {
    const label = `${name}'s reader ${this.readers.length + 1}`
    const reader = new RawReader(this.#common(name, label, channels))
    this.readers.push(reader)
    return reader
  }

  /** Somebody leaves for good. */
  dismiss(listener: Tab | RawReader): void {
    listener.leave()
    for (const list of [this.tabs, this.readers]) {
      const index = (list as Array<Tab | RawReader>).indexOf(listener)
      if (index >= 0) list.splice(index, 1)
    }
  }

  /** Whoever came later than the first leaves. */
  dismissGuests(): void {
    for (const listener of this.listeners) if (!this.#regulars.includes(listener)) this.dismiss(listener)
  }

  resume(): void {
    for (const publisher of this.publishers) publisher.resume()
  }

  async pause(): Promise<void> {
    await Promise.all(this.publishers.map((publisher) => publisher.pause()))
  }

  /** Says one more thing on each channel, and resolves when everybody there has heard it. */
  async lastWord(withinMs: number): Promise<void> {
    await Promise.all([RED, BLUE, RED_EU, NEWS].map((channel) => this.#lastWordOn(channel, withinMs)))
  }

  /** Says one thing as somebody, which has to be acknowledged. */
  async sayAs(name: Name, channel: string): Promise<void> {
    const { text, acknowledge } = this.#world.oracle.say(channel, `${name}-in-between`)
    const { status } = await this.person(name).publish(channel, text, crypto.randomUUID())
    if (status !== 200) throw new Error(`${name} could not say something on ${channel}: ${status}.`)
    acknowledge()
  }

  leave(): void {
    for (const publisher of this.publishers) publisher.stop()
    for (const listener of this.listeners) listener.leave()
  }

  async #lastWordOn(channel: string, withinMs: number): Promise<void> {
    const { oracle } = this.#world
    let text = ""
    await this.#world.until(
      `a last word on ${channel} is acknowledged`,
      async () => {
        const saying = oracle.say(channel, `last@${channel}`)
        text = saying.text
        const isSaid = await this.say(channel, text)
        if (isSaid) saying.acknowledge()
        return isSaid
      },
      withinMs,
    )
    const isHeard = () => oracle.isHeard(channel, text)
    await this.#world.until(`all hear ${channel}`, isHeard, withinMs).catch((cause) => {
      throw new Error(`${oracle.deaf(channel, text).join(", ")}: deaf to ${channel}`, { cause })
    })
  }

  /** Says one thing once. Answers whether it was acknowledged. */
  async say(channel: string, text: string): Promise<boolean> {
    if (channel === NEWS) return (await this.person("ada").post("/api/announce", { text })).status === 204
    const [name] = talks.find((talk) => talk[1] === channel) ?? ["ada"]
    return (await this.person(name).publish(channel, text, crypto.randomUUID())).status === 200
  }

  #common(name: Name, label: string, channels: readonly string[]) {
    const { oracle, signs, front } = this.#world
    return {
      ...{ name: label, channels, person: this.person(name), origin: front.url },
      ear: oracle.listen(label, grants[name]),
      onLost: signs.note,
      onGap: signs.note,
    }
  }
}
