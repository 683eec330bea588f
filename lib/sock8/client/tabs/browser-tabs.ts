/** What tabs of one browser need of it, to agree on which of them leads and to talk. */
export interface Tabs {
  /**
   * Asks for a lock that at most one tab holds. `held` is called when it is there, `lost` when it was stolen
   * or cannot be had, and neither before this returns. The lock of a tab that dies is free at once. `steal` takes it from whoever holds it.
   * Returns the undo, which gives it back or stops waiting.
   */
  hold(name: string, on: LockEvents, options?: { readonly steal?: boolean }): () => void
  /** Talks to all others that talk under this name. `hear` is called with what any of them says. */
  talk(name: string, hear: (said: unknown) => void): Talk
  /** Calls back when this page is left: it may be frozen afterwards, and not die. Returns the undo. */
  onLeave(listener: () => void): () => void
}

/** What becomes of a lock. */
export interface LockEvents {
  readonly held: () => void
  readonly lost?: () => void
}

/** One end of a talk between tabs. */
export interface Talk {
  /** Tells all others. */
  say(message: object): void
  close(): void
}

/**
 * Those of this browser; `undefined` where it lacks Web Locks or BroadcastChannel, as on a page without TLS, and in Node,
 * which has both since version 24 and no tabs.
 */
export function browserTabs(): Tabs | undefined {
  const locks = globalThis.navigator?.locks
  const isPage = typeof window !== "undefined"
  if (!isPage || !locks || typeof BroadcastChannel === "undefined") return undefined
  return {
    hold(name, { held, lost }, { steal = false } = {}) {
      const abort = new AbortController()
      const { signal } = abort
      // A browser takes either of the two: who steals does not wait.
      const options: LockOptions = steal ? { steal } : { signal }
      const holding = locks.request(name, options, () => {
        if (signal.aborted) return undefined
        held()
        return new Promise((release) => signal.addEventListener("abort", release))
      })
      holding.catch(() => signal.aborted || lost?.())
      return () => abort.abort()
    },
    talk(name, hear) {
      const channel = new BroadcastChannel(name)
      channel.onmessage = ({ data }) => hear(data)
      return { say: (message) => channel.postMessage(message), close: () => channel.close() }
    },
    onLeave(listener) {
      window.addEventListener("pagehide", listener)
      return () => window.removeEventListener("pagehide", listener)
    },
  }
}
