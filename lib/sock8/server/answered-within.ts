import { Sock8Error } from "../core/errors"

/**
 * Waits for work of others, such as a rule of the app or a command: what never settles would keep a connection, and all
 * who wait for it, for ever. The work itself goes on; what comes of it is thrown away.
 *
 * @param ms milliseconds
 * @throws Sock8Error `UNAVAILABLE` when the time is over; else whatever the work throws.
 */
export async function answeredWithin<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const isLate = new Promise<never>((_, fail) => {
    const end = () => fail(new Sock8Error("UNAVAILABLE", { cause: `no answer in ${ms} ms`, retryAfter: 5 }))
    timer = setTimeout(end, ms)
  })
  try {
    return await Promise.race([work, isLate])
  } finally {
    clearTimeout(timer)
  }
}
