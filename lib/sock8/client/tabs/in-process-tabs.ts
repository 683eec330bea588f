/**
 * For tests: a browser with tabs in one process. Its locks queue as Web Locks do, its talks are Node's own
 * BroadcastChannel, and a test can kill a tab, or freeze it so that it hears nothing but keeps its locks.
 */
import type { LockEvents, Tabs } from "./browser-tabs"

/** One tab that a test has in its hands. */
export interface TestTab extends Tabs {
  /** Ends it without a word: its locks are free, and it hears and says nothing any more. */
  kill(): void
  /** Neither hears nor says anything until it is thawed; what it missed it hears then, as a page does. */
  freeze(): void
  thaw(): void
  /** Leaves it as a page is left that may come back. */
  leave(): void
}

interface Holder extends LockEvents {
  readonly name: string
  isHeld: boolean
}

/** A browser with a memory of everything that its tabs said to each other. */
export class TestBrowser {
  readonly said: unknown[] = []
  readonly #queues = new Map<string, Holder[]>()

  open(): TestTab {
    const leaving = new Set<() => void>()
    const waiting: (() => void)[] = []
    const ends = new Set<() => void>()
    let state: "live" | "frozen" | "dead" = "live"
    const whenLive = (act: () => void) => {
      if (state === "live") act()
      else if (state === "frozen") waiting.push(act)
    }
    return {
      hold: (name, { held, lost }, { steal = false } = {}) => {
        const events = { held: () => whenLive(held), lost: () => whenLive(() => lost?.()) }
        const release = this.#request({ name, isHeld: false, ...events }, steal)
        ends.add(release)
        return release
      },
      talk: (name, hear) => {
        const channel = new BroadcastChannel(name)
        channel.onmessage = ({ data }: MessageEvent) => whenLive(() => hear(data))
        const close = () => channel.close()
        ends.add(close)
        const say = (message: object) =>
          whenLive(() => {
            this.said.push(structuredClone(message))
            channel.postMessage(message)
          })
        return { say, close }
      },
      onLeave: (listener) => {
        leaving.add(listener)
        return () => leaving.delete(listener)
      },
      kill() {
        state = "dead"
        for (const end of ends) end()
      },
      freeze() {
        state = "frozen"
      },
      thaw() {
        state = "live"
        for (const act of waiting.splice(0)) act()
      },
      leave() {
        for (const listener of [...leaving]) listener()
      },
    }
  }

  #request(holder: Holder, steal: boolean): () => void {
    const queue = this.#queues.get(holder.name) ?? []
    this.#queues.set(holder.name, queue)
    const [first] = queue
    if (steal && first?.isHeld) {
      queue.shift()
      setImmediate(() => first.lost?.())
    }
    if (steal) queue.unshift(holder)
    else queue.push(holder)
    this.#grant(queue)
    return () => {
      if (queue.includes(holder)) queue.splice(queue.indexOf(holder), 1)
      this.#grant(queue)
    }
  }

  #grant(queue: readonly Holder[]): void {
    const [first] = queue
    if (!first || first.isHeld) return
    first.isHeld = true
    setImmediate(() => {
      if (queue.includes(first)) first.held()
    })
  }
}
