import { RealtimeError } from "./realtime-error"

/** How long one waits for something. */
export interface Patience {
  /** Milliseconds after which it counts as failed. */
  readonly ms: number
  /** Gives it up at once. */
  readonly signal?: AbortSignal
}

/**
 * Waits for what may never settle, such as a function of the app. The signal that `begin` is given aborts when nobody
 * waits any more; what comes afterwards is thrown away.
 *
 * @throws RealtimeError `NETWORK` when the time is over or it is given up; else whatever `begin` throws.
 */
export async function inTime<Value>(
  begin: (signal: AbortSignal) => Promise<Value>,
  { ms, signal }: Patience,
): Promise<Value> {
  const abort = new AbortController()
  const end = () => abort.abort()
  const timer = setTimeout(end, ms)
  signal?.addEventListener("abort", end)
  if (signal?.aborted) end()
  try {
    return await Promise.race([begin(abort.signal), failureAt(abort.signal)])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener("abort", end)
  }
}

function failureAt(signal: AbortSignal): Promise<never> {
  return new Promise((_, fail) => {
    const end = () => fail(new RealtimeError({ type: "NETWORK" }))
    if (signal.aborted) end()
    signal.addEventListener("abort", end)
  })
}
