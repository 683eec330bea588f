/**
 * Knows what was acknowledged and what each listener heard, and tells where the two do not fit. It sees nothing
 * of the server: only texts that were sent, acknowledgements, texts that arrived and gaps that were told.
 */
import { Ear } from "./oracle-ear"

/** One message on its way. */
export interface Saying {
  /** To be sent as it is: who said it, and as which of theirs. */
  readonly text: string
  /** The server said that it has it. */
  acknowledge(): void
}

/** A message as the oracle knows it. */
export interface Said {
  readonly channel: string
  readonly by: string
  /** 1, 2, 3, … for each of `by`. */
  readonly seq: number
  /** When its sending began, on the oracle's own count of events. */
  readonly tick: number
  acknowledged: boolean
}

/** What one stretch of time came to. All but the first two and `gaps` have to be 0. */
export interface Verdict {
  /** Messages. */
  readonly acknowledged: number
  /** Messages times listeners. */
  readonly delivered: number
  /** Acknowledged, owed to a listener, neither heard nor within a gap that the listener was told. */
  readonly lost: number
  readonly twice: number
  readonly disordered: number
  readonly gaps: number
  /** Heard by somebody to whom the channel is not granted. */
  readonly leaks: number
  /** Heard, and said by nobody. */
  readonly forged: number
  /** The first few of what is wrong, one sentence each. */
  readonly examples: readonly string[]
}

const MAX_EXAMPLES = 6

/** The one judge of a run. It judges one stretch after the other. */
export class Oracle {
  #tick = 0
  #said = new Map<string, Said>()
  readonly #seqs = new Map<string, number>()
  readonly #ears = new Set<Ear>()

  /** Somebody, whose name has neither spaces nor #, is about to say something. `padding` makes it longer. */
  say(channel: string, by: string, padding = ""): Saying {
    if (!/^[^\s#]+$/.test(by)) throw new Error(`"${by}" cannot be told from what they say.`)
    const seq = (this.#seqs.get(by) ?? 0) + 1
    this.#seqs.set(by, seq)
    const said: Said = { channel, by, seq, tick: this.#count(), acknowledged: false }
    this.#said.set(keyOf(by, seq), said)
    return {
      text: `${keyOf(by, seq)} ${padding}`.trim(),
      acknowledge() {
        said.acknowledged = true
      },
    }
  }

  /** Somebody listens. `grants` are the channels that they may hear, whether they ask for them or not. */
  listen(name: string, grants: readonly string[]): Ear {
    const ear = new Ear({ name, grants, count: () => this.#count() })
    this.#ears.add(ear)
    return ear
  }

  /** Whether all who are there have heard this text on its channel. */
  isHeard(channel: string, text: string): boolean {
    return this.deaf(channel, text).length === 0
  }

  /** Who is there, listens to the channel and has not heard the text. */
  deaf(channel: string, text: string): string[] {
    const waiting = [...this.#ears].filter((ear) => !ear.isGone && ear.owesSince(channel) !== undefined)
    return waiting.filter((ear) => !ear.hasHeard(text)).map(({ name }) => name)
  }

  /**
   * Judges everything since the last {@link forget}. With `mayRepeat` a message may come again behind a gap: a
   * Redis that lost its memory does not recognise the retry of a message that it had.
   */
  judge({ mayRepeat = false } = {}): Verdict {
    const examples: string[] = []
    const note = (sentence: string) => void (examples.length < MAX_EXAMPLES && examples.push(sentence))
    const sum = { delivered: 0, lost: 0, twice: 0, disordered: 0, gaps: 0, leaks: 0, forged: 0 }
    for (const ear of this.#ears) {
      const own = ear.judge([...this.#said.values()], { mayRepeat, note })
      for (const name of keysOf(sum)) sum[name] += own[name]
    }
    const acknowledged = [...this.#said.values()].filter((said) => said.acknowledged).length
    return { acknowledged, ...sum, examples }
  }

  /** Begins the next stretch. What is unacknowledged stays known, for it may still arrive. */
  forget(): void {
    this.#said = new Map([...this.#said].filter(([, said]) => !said.acknowledged))
    for (const ear of this.#ears) {
      ear.forget()
      if (ear.isGone) this.#ears.delete(ear)
    }
  }

  #count(): number {
    this.#tick += 1
    return this.#tick
  }
}

function keyOf(by: string, seq: number): string {
  return `${by}#${seq}`
}

function keysOf<Key extends string>(object: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(object) as Key[]
}
