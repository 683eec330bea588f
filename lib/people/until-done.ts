import { setTimeout as wait } from "node:timers/promises"

/** Tries again until it is done. `onFailure` is told of the first failure only. Never keeps the process alive. */
export async function untilDone(
  act: () => Promise<void>,
  { everyMs, onFailure }: { everyMs: number; onFailure: (error: unknown) => void },
): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await act()
    } catch (error) {
      if (tries === 0) onFailure(error)
      await wait(everyMs, undefined, { ref: false })
    }
  }
}
