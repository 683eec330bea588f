/** Something that may pass at times and must wait at others. */
export interface Gate {
  isOpen(): boolean
  /** Resolves at once where it is open. */
  opened(): Promise<void>
  open(): void
  close(): void
}

/** Makes one that is closed. */
export function createGate(): Gate {
  let waiters: Array<() => void> | undefined = []
  return {
    isOpen: () => waiters === undefined,
    async opened() {
      if (waiters) await new Promise<void>((go) => waiters?.push(go))
    },
    open() {
      const waiting = waiters ?? []
      waiters = undefined
      for (const go of waiting) go()
    },
    close() {
      waiters ??= []
    },
  }
}
