/** Looks up records of keys for addresses that sent too many bad ones: few commands, however many keys come. */
import { Sock8Error } from "../sock8/core/errors"

/** How long a key waits for others to be looked up with it, and how many are looked up in one command at most. */
const WAIT_MS = 100
const MAX_BATCH = 500

interface Waiting {
  readonly id: string
  readonly resolve: (record: unknown) => void
  readonly reject: (error: unknown) => void
}

/**
 * Makes a function that finds the record of a key by its id. Calls of the same moment share one call of `read`, which
 * answers a record per id, in order.
 *
 * @throws Sock8Error what `read` throws, or `UNAVAILABLE`
 */
export function findInBatches(
  read: (ids: readonly string[]) => Promise<readonly unknown[]>,
): (id: string) => Promise<unknown> {
  let waiting: Waiting[] = []
  let timer: NodeJS.Timeout | undefined

  async function flush(): Promise<void> {
    const batch = waiting
    waiting = []
    clearTimeout(timer)
    timer = undefined
    const ids = [...new Set(batch.map(({ id }) => id))]
    try {
      const records = await read(ids)
      for (const { id, resolve } of batch) resolve(records[ids.indexOf(id)])
    } catch (cause) {
      const error =
        cause instanceof Sock8Error ? cause : new Sock8Error("UNAVAILABLE", { cause, retryAfter: 5 })
      for (const { reject } of batch) reject(error)
    }
  }

  return (id) =>
    new Promise((resolve, reject) => {
      waiting.push({ id, resolve, reject })
      if (waiting.length >= MAX_BATCH) void flush()
      else timer ??= setTimeout(flush, WAIT_MS)
    })
}
