import { Listeners } from "@/lib/sock8/client/listeners"

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

/** What counts seconds down. Four times as often, since it begins between two ticks. */
export const everyQuarterSecond = createTicks(250)
export const everySecond = createTicks(1_000)
export const everyMinute = createTicks(60_000)
