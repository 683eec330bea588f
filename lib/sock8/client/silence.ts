/** What a watch over a stream needs. */
export interface SilenceOptions {
  /** Milliseconds without a sign of life after which a stream counts as dead. */
  readonly silenceMs: number
  /** The time of day in milliseconds: unlike timers, it goes on while the device sleeps. */
  readonly now: () => number
  readonly onSilent: () => void
}

/** Watches for silence, from now on. */
export interface SilenceWatch {
  /** A sign of life came. */
  heard(): void
  stop(): void
}

/** How often within the allowed silence one looks at the clock. */
const LOOKS = 8

/**
 * Looks at the clock again and again instead of setting one timer: a timer stands still while a device
 * sleeps, so that after an hour of sleep a dead stream would have another 40 seconds.
 */
export function watchSilence({ silenceMs, now, onSilent }: SilenceOptions): SilenceWatch {
  let heardAt = now()
  const look = setInterval(() => {
    const quietMs = now() - heardAt
    // A clock that was set back says nothing about the stream.
    if (quietMs < 0) heardAt = now()
    else if (quietMs >= silenceMs) onSilent()
  }, silenceMs / LOOKS)
  return {
    heard() {
      heardAt = now()
    },
    stop: () => clearInterval(look),
  }
}
