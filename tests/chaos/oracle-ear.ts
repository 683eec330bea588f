/** One listener, as the oracle follows it: what arrived, channel by channel, in the order of arrival. */
import { compareIds } from "../../lib/sock8/core/cursor"
import type { Said, Verdict } from "./oracle"

/** What happened to a listener on one channel. */
type Happening =
  | { readonly type: "message"; readonly by: string; readonly seq: number }
  | { readonly type: "gap" }

interface Ground {
  /** From this moment on everything that is said is owed; `undefined` before the channel was open. */
  since: number | undefined
  happenings: Happening[]
  lastId: string | undefined
}

/** How a stretch is judged. */
export interface Judging {
  readonly mayRepeat: boolean
  readonly note: (sentence: string) => void
}

/** What is counted per listener. */
export type Counts = Omit<Verdict, "acknowledged" | "examples">

/** One listener. */
export class Ear {
  readonly name: string
  readonly #grants: Set<string>
  readonly #count: () => number
  readonly #grounds = new Map<string, Ground>()
  /** Every text ever heard, and after how many gaps of its channel. */
  readonly #heard = new Map<string, number>()
  readonly #gapsEver = new Map<string, number>()
  #twice: Array<{ text: string; behindGap: boolean }> = []
  #disordered: string[] = []
  #leaks: string[] = []
  #forged: string[] = []
  #isGone = false

  constructor(options: { name: string; grants: readonly string[]; count: () => number }) {
    this.name = options.name
    this.#grants = new Set(options.grants)
    this.#count = options.count
  }

  get isGone(): boolean {
    return this.#isGone
  }

  /** The channel is delivered: whatever is said from now on is owed. Only the first call counts. */
  open(channel: string): void {
    this.#groundOf(channel).since ??= this.#count()
  }

  /** A message arrived. `id` is its place in the channel, as Redis gives it. */
  hear(channel: string, text: string, id: string): void {
    const ground = this.#groundOf(channel)
    const key = text.split(" ")[0] ?? ""
    const [, by, seq] = /^(.+)#(\d+)$/.exec(key) ?? []
    if (!this.#grants.has(channel)) this.#leaks.push(`${key} on ${channel}`)
    if (by === undefined) {
      this.#forged.push(`${text.slice(0, 40)} on ${channel}`)
      return
    }
    const gaps = this.#gapsEver.get(channel) ?? 0
    const before = this.#heard.get(key)
    this.#heard.set(key, gaps)
    if (before !== undefined) this.#twice.push({ text: key, behindGap: gaps > before })
    else if (ground.lastId !== undefined && compareIds(id, ground.lastId) <= 0) this.#disordered.push(key)
    ground.lastId = id
    ground.happenings.push({ type: "message", by, seq: Number(seq) })
  }

  /** The listener was told that messages are missing here. */
  gap(channel: string): void {
    this.#gapsEver.set(channel, (this.#gapsEver.get(channel) ?? 0) + 1)
    this.#groundOf(channel).happenings.push({ type: "gap" })
  }

  /** The right to a channel was taken away, or given back. */
  grant(channel: string, isGranted: boolean): void {
    if (isGranted) this.#grants.add(channel)
    else this.#grants.delete(channel)
  }

  /** The listener leaves. What they had heard until then must have no holes; nothing more is owed. */
  leave(): void {
    this.#isGone = true
  }

  hasHeard(text: string): boolean {
    return this.#heard.has(text.split(" ")[0] ?? "")
  }

  owesSince(channel: string): number | undefined {
    return this.#grounds.get(channel)?.since
  }

  forget(): void {
    for (const ground of this.#grounds.values()) ground.happenings = []
    this.#twice = []
    this.#disordered = []
    this.#leaks = []
    this.#forged = []
  }

  judge(said: readonly Said[], { mayRepeat, note }: Judging): Counts {
    const twice = this.#twice.filter(({ behindGap }) => !(mayRepeat && behindGap))
    const acknowledged = said.filter((message) => message.acknowledged)
    const lost = acknowledged.filter((message) => this.#isOwed(message) && this.#isMissing(message))
    const inversions = [...this.#grounds.values()].flatMap(({ happenings }) =>
      findInversions(happenings, acknowledged),
    )
    const tell = (what: string, items: readonly string[]) => {
      for (const item of items) note(`${this.name} ${what} ${item}`)
    }
    tell(
      "lost",
      lost.map(({ by, seq, channel }) => `${by}#${seq} on ${channel}`),
    )
    tell(
      "heard twice",
      twice.map(({ text }) => text),
    )
    tell("heard out of order", [...this.#disordered, ...inversions])
    tell("was not granted", this.#leaks)
    tell("heard what nobody said:", this.#forged)
    const happenings = [...this.#grounds.values()].flatMap((ground) => ground.happenings)
    return {
      delivered: happenings.filter(({ type }) => type === "message").length,
      gaps: happenings.filter(({ type }) => type === "gap").length,
      lost: lost.length,
      twice: twice.length,
      disordered: this.#disordered.length + inversions.length,
      leaks: this.#leaks.length,
      forged: this.#forged.length,
    }
  }

  #isOwed({ channel, by, seq, tick }: Said): boolean {
    const ground = this.#grounds.get(channel)
    if (ground?.since === undefined || tick < ground.since || !this.#grants.has(channel)) return false
    if (!this.#isGone) return true
    const seqs = ground.happenings.flatMap((one) =>
      one.type === "message" && one.by === by ? [one.seq] : [],
    )
    return seqs.some((other) => other < seq) && seqs.some((other) => other > seq)
  }

  /** Not heard, and no gap was told between what the same speaker said before and after it. */
  #isMissing({ channel, by, seq }: Said): boolean {
    if (this.#heard.has(`${by}#${seq}`)) return false
    const { happenings } = this.#groundOf(channel)
    const isOf = (one: Happening) => one.type === "message" && one.by === by
    const before = happenings.findLastIndex((one) => isOf(one) && "seq" in one && one.seq < seq)
    const after = happenings.findIndex((one) => isOf(one) && "seq" in one && one.seq > seq)
    const between = happenings.slice(before + 1, after < 0 ? undefined : after)
    return !between.some(({ type }) => type === "gap")
  }

  #groundOf(channel: string): Ground {
    const ground = this.#grounds.get(channel) ?? { since: undefined, happenings: [], lastId: undefined }
    this.#grounds.set(channel, ground)
    return ground
  }
}

/** Whoever says one thing after the other is heard in that order, whatever ids say. */
function findInversions(happenings: readonly Happening[], acknowledged: readonly Said[]): string[] {
  const known = new Set(acknowledged.map(({ by, seq }) => `${by}#${seq}`))
  const last = new Map<string, number>()
  const seen = new Set<string>()
  return happenings.flatMap((one) => {
    if (one.type === "gap") return []
    const key = `${one.by}#${one.seq}`
    // What came twice is counted as that.
    if (!known.has(key) || seen.has(key)) return []
    seen.add(key)
    const before = last.get(one.by) ?? 0
    last.set(one.by, Math.max(before, one.seq))
    return one.seq < before ? [key] : []
  })
}
