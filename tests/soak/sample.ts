/** What is looked at during a soak, and whether it came back. Pure: numbers in, sentences out. */

/** One look. Sizes are in bytes; `undefined` is what this system does not tell. */
export interface Sample {
  /** Seconds since the start. */
  readonly at: number
  /** What is on the heap but compiled code. */
  readonly heap: number
  readonly code: number
  readonly buffers: number
  readonly rss: number
  readonly descriptors: number | undefined
  /** Open connections as Redis counts them, over all its keys about them. */
  readonly leases: number
  /** Keys of Redis that neither end by themselves nor are bounded in length. */
  readonly endless: readonly string[]
  /** Bytes that the kernel holds for clients. */
  readonly queued: number | undefined
  readonly sockets: number | undefined
  /** Clients that the soak holds open. */
  readonly clients: number
  readonly readingNothing: number
}

const MB = 1024 * 1024

/**
 * What a rested process may hold more than before. One message kept per channel is several times as much, and 1 KB per
 * stream of ten minutes is more as well. V8 optimises a function once it has run often: code grows with use, and with
 * each function at most once.
 */
const MORE = { heap: 2 * MB, code: 8 * MB, buffers: 4 * MB, descriptors: 8, sockets: 8 }
/**
 * Bytes that V8 keeps about compiled code for each byte that it counts as such: how to leave it, what it depends on.
 * Heap snapshots after 60, 600, 1,500 and 3,500 streams differ by 0.44 to 0.49 (Node 20).
 */
const ABOUT_CODE = 0.5
/** What waits for one client, on top of what a stream and its socket take by themselves. */
const MAX_BUFFERS_PER_CLIENT = 1.5 * MB
const BUFFERS_OF_THE_REST = 64 * MB

/** One thing that is looked at, and what is wrong with it: a sentence each. */
export interface Finding {
  readonly name: string
  readonly failures: readonly string[]
}

/** What did not come back: two looks at a process that rests, one from before the load and one from after it. */
export function compareRest(before: Sample, after: Sample): Finding[] {
  return [
    finding("The heap is back", grew("heap", before.heap, after.heap, MORE.heap + aboutCode(before, after))),
    finding("Compiled code stays bounded", grew("compiled code", before.code, after.code, MORE.code)),
    finding("Buffers are back", grew("buffers", before.buffers, after.buffers, MORE.buffers)),
    finding("Descriptors are closed", counted(before.descriptors, after.descriptors, MORE.descriptors)),
    finding("Sockets are gone", counted(before.sockets, after.sockets, MORE.sockets)),
    finding(
      "The kernel holds nothing for clients that left",
      after.queued ? [`${after.queued} bytes are queued.`] : [],
    ),
    finding(
      "No connection is counted any more",
      after.leases > 0 ? [`${after.leases} entries are left.`] : [],
    ),
    finding(
      "Every key ends by itself or is bounded",
      after.endless.map((key) => `${key} is kept for ever.`),
    ),
  ]
}

function aboutCode(before: Sample, after: Sample): number {
  return Math.max(0, after.code - before.code) * ABOUT_CODE
}

/** What held while the load was on. */
export function judgeLoad(before: Sample, during: readonly Sample[]): Finding[] {
  const tooMuch = during.flatMap(({ buffers, clients, at }) => {
    const most = before.buffers + clients * MAX_BUFFERS_PER_CLIENT + BUFFERS_OF_THE_REST
    return buffers > most ? [`After ${at} s buffers hold ${inMb(buffers)} for ${clients} clients.`] : []
  })
  return [finding("Buffers stay within what clients are allowed", tooMuch)]
}

function finding(name: string, failures: readonly string[]): Finding {
  return { name, failures }
}

function grew(what: string, before: number, after: number, most: number): string[] {
  return after - before > most ? [`The ${what} went from ${inMb(before)} to ${inMb(after)}.`] : []
}

function counted(before: number | undefined, after: number | undefined, most: number): string[] {
  if (before === undefined || after === undefined || after - before <= most) return []
  return [`There were ${before}, and there are ${after}.`]
}

/** Megabytes, for people. */
export function inMb(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`
}
