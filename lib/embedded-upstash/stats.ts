/** What an embedded server has done since it started. */
export interface EmbeddedUpstashStats {
  /** Commands that clients sent, each element of a pipeline counted. What a script calls inside is not. */
  commands: number
  /** The same by command name, in upper case. */
  commandsByName: Record<string, number>
  /** `/subscribe` and `/psubscribe` streams open now. */
  openSubscriptions: number
  /** Messages written to those streams, once per stream. */
  delivered: number
  /**
   * Messages published. The engine in memory also sees PUBLISH inside scripts; in front of a real Redis only
   * PUBLISH commands that clients sent are seen.
   */
  published: number
}

/** The counters behind `stats()`. */
export class StatsCounter {
  #commandsByName = new Map<string, number>()
  #openSubscriptions = 0
  #delivered = 0
  #published = 0

  countCommand(name: string): void {
    const key = name.toUpperCase()
    this.#commandsByName.set(key, (this.#commandsByName.get(key) ?? 0) + 1)
  }

  countDelivery(): void {
    this.#delivered += 1
  }

  countPublished(): void {
    this.#published += 1
  }

  /** Counts a stream as open until the answer is called. */
  openSubscription(): () => void {
    this.#openSubscriptions += 1
    return () => {
      this.#openSubscriptions -= 1
    }
  }

  /** A copy: comparing two of them tells what happened in between. */
  read(): EmbeddedUpstashStats {
    let commands = 0
    for (const count of this.#commandsByName.values()) commands += count
    return {
      commands,
      commandsByName: Object.fromEntries(this.#commandsByName),
      openSubscriptions: this.#openSubscriptions,
      delivered: this.#delivered,
      published: this.#published,
    }
  }
}
