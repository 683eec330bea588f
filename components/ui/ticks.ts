import { Listeners } from "@/lib/sock8/client/listeners"
import { browserSignals, type WakeSignals } from "@/lib/sock8/client/wake-signals"

/** Calls back again and again. Returns the undo. */
export type Ticks = (listener: () => void) => () => void

/** Ticks every so many milliseconds: one timer for all that listen, and none while nothing does. */
export function createTicks(everyMs: number): Ticks {
  const listeners = new Listeners<void>()
  let timer: ReturnType<typeof setInterval> | undefined
  return (listener) => {
    const remove = listeners.add(listener)
    timer ??= setInterval(() => listeners.tell(), everyMs)
    return () => {
      remove()
      if (listeners.size > 0) return
      clearInterval(timer)
      timer = undefined
    }
  }
}

/**
 * Ticks when the clock shows a whole minute, so that what changes at midnight changes then, in all time zones. Also when
 * the page is looked at again: a machine that slept, or a page that was hidden, may have missed some.
 */
export function createMinuteTicks(signals: WakeSignals = browserSignals): Ticks {
  const listeners = new Listeners<void>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let ignoreSignals: (() => void) | undefined

  function wait(): void {
    // Where a timer is early, it is set once more for what is left.
    timer = setTimeout(
      () => {
        wait()
        listeners.tell()
      },
      MINUTE_MS - (Date.now() % MINUTE_MS),
    )
  }

  return (listener) => {
    const remove = listeners.add(listener)
    if (!timer) wait()
    ignoreSignals ??= signals(() => listeners.tell())
    return () => {
      remove()
      if (listeners.size > 0) return
      clearTimeout(timer)
      ignoreSignals?.()
      timer = ignoreSignals = undefined
    }
  }
}

const MINUTE_MS = 60_000

/** What counts seconds down. Four times as often, since it begins between two ticks. */
export const everyQuarterSecond = createTicks(250)
export const everySecond = createTicks(1_000)
export const everyMinute = createMinuteTicks()
