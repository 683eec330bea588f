/**
 * What arrives for one client while it cannot be delivered: before the first reading, while history is replayed, and
 * while the rules are asked again. A client that reads slowly would fill the memory with it, so it is bounded; what
 * does not fit is dropped, and read from Redis when its turn has come.
 */
import type { Position } from "../core/cursor"
import type { HubMessage } from "./hub-channel"

/** A message, or the end of a gap. */
export type Arrival = HubMessage | Position

/** Arrivals of one channel that wait. */
export interface HeldArrivals {
  /** Adds one. Where there is no room for it, all that wait are dropped with it, and what follows is not kept. */
  push(arrival: Arrival): void
  /** The oldest. */
  first(): Arrival | undefined
  /** Removes the oldest. */
  shift(): Arrival | undefined
  /** Whether some were dropped since `clear`. */
  isIncomplete(): boolean
  /** Begins again with nothing. Call it before Redis is read: what arrives from then on may be too new for the reading. */
  clear(): void
}

/** Most bytes of arrivals that wait for one client, over all of its channels. */
export const MAX_HELD_BYTES = 256 * 1024

/** What an arrival takes beside its frame, about. */
const OVERHEAD_BYTES = 200

/** Makes what holds the arrivals of one client: call the result once per channel. They share the bytes. */
export function createHolding(maxBytes = MAX_HELD_BYTES): () => HeldArrivals {
  let bytes = 0
  return () => {
    let waiting: Arrival[] = []
    let isIncomplete = false

    function drop(): void {
      for (const arrival of waiting) bytes -= sizeOf(arrival)
      waiting = []
    }

    return {
      push(arrival) {
        if (isIncomplete) return
        waiting.push(arrival)
        bytes += sizeOf(arrival)
        if (bytes <= maxBytes) return
        isIncomplete = true
        drop()
      },
      first: () => waiting[0],
      shift() {
        const arrival = waiting.shift()
        if (arrival) bytes -= sizeOf(arrival)
        return arrival
      },
      isIncomplete: () => isIncomplete,
      clear() {
        isIncomplete = false
        drop()
      },
    }
  }
}

function sizeOf(arrival: Arrival): number {
  return OVERHEAD_BYTES + ("frame" in arrival ? arrival.frame.byteLength : 0)
}
