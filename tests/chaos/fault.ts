import { setTimeout as wait } from "node:timers/promises"
import type { World } from "./world"

/** Ends a fault. What it waits for counts to the time to be whole. */
export type Undo = () => void | Promise<void>

/** One thing that goes wrong, while everybody talks and listens. */
export interface Fault {
  /** As the table shows it. */
  readonly name: string
  /** Whether messages may be told as lost: only where Redis itself lost them, or keeps no more of them. */
  readonly gaps: "none" | "warranted"
  /** Redis forgets what it recognises retries by, so that one may come again behind a gap. */
  readonly mayRepeat?: boolean
  /** Too slow for a short run. */
  readonly onlyLong?: boolean
  /** How long it lasts before it is undone, in milliseconds. */
  readonly holdMs?: { readonly short: number; readonly long: number }
  /** Lets it happen. What it throws is a failure of the app. */
  inject(world: World): Promise<Undo> | Undo
  /** Brings back what is needed for the next fault, after everything was found whole. */
  afterwards?(world: World): Promise<void>
}

/** Fails the fault with a sentence. */
export function demand(isSo: boolean, sentence: string): asserts isSo {
  if (!isSo) throw new Error(sentence)
}

/** Lets everybody talk for a while. */
export function letTalk(ms: number): Promise<void> {
  return wait(ms)
}
