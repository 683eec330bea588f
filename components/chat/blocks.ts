import { isAfter, type Place } from "@/components/read-markers/unread"
import type { Placement } from "./placement"

/** Messages that a browser lays out and paints together, apart from those of other blocks. */
export interface Block {
  /** The same for as long as the block has messages, whichever come and go at the ends of the list. */
  readonly key: string
  readonly rows: readonly Placement[]
}

/** Messages of a full block: about three screens. */
const FULL = 50

/**
 * Cuts placed messages into blocks by their numbers, counted from each message that was the first of the list for a
 * time. So no block grows at its top: a browser takes a block that is wholly in view for its anchor, and what stands in
 * it would move.
 *
 * @param firsts Those messages, oldest first.
 */
export function blocksOf(rows: readonly Placement[], firsts: readonly Place[]): readonly Block[] {
  const blocks = new Map<string, Placement[]>()
  let [passed, number] = [0, 0]
  for (const row of rows) {
    const { message } = row
    for (; isPassed(firsts[passed], message); passed += 1) number = 0
    // A channel that lost its memory counts anew: what it says then goes on in the same block.
    number = Math.max(number, Math.floor((message.n - (firsts[passed - 1]?.n ?? 0)) / FULL))
    const key = `${firsts.length - passed}-${number}`
    const block = blocks.get(key)
    if (block) block.push(row)
    else blocks.set(key, [row])
  }
  return [...blocks].map(([key, rows]) => ({ key, rows }))
}

const isPassed = (first: Place | undefined, message: Place) => first !== undefined && !isAfter(first, message)
