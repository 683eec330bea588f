import type { Placement } from "./placement"

/** Messages that a browser lays out and paints together, apart from those of other blocks. */
export interface Block {
  /** The same for as long as the block has messages, whichever come and go at its ends. */
  readonly key: number
  readonly rows: readonly Placement[]
}

/** Messages of a full block: about three screens. */
const FULL = 50

/** Cuts placed messages into blocks by their numbers. */
export function blocksOf(rows: readonly Placement[]): readonly Block[] {
  const blocks = new Map<number, Placement[]>()
  let key = 0
  for (const row of rows) {
    // A channel that lost its memory counts anew: what it says then goes on in the same block.
    key = Math.max(key, Math.floor(row.message.n / FULL))
    const block = blocks.get(key)
    if (block) block.push(row)
    else blocks.set(key, [row])
  }
  return [...blocks].map(([key, rows]) => ({ key, rows }))
}
