/** What undo and redo lead to in one line of a document, which others may change meanwhile. Pure. */
import { changesBetween, rebase } from "./text-changes"

/** One step through one's own typing. */
export type Step = "undo" | "redo"

/** Milliseconds without a change after which another one is a step of its own. */
const PAUSE_MS = 1_000

/** Steps that are kept: the oldest ones go. */
const MOST_STEPS = 50

/** How a history tells the time, and what fits into its line. */
export interface TypingHistoryOptions {
  /** Milliseconds from any beginning. Default: since the page was opened. */
  readonly now?: () => number
  /** Tells whether a text is short enough. A step to one that is not is left out. Default: all are. */
  readonly fits?: (text: string) => boolean
}

/**
 * The texts of a line between which undo and redo step. Each follows what others change, as if they had changed it
 * there already: so a step takes back what its person typed, and nothing that others wrote.
 *
 * The history of the browser does not do: it keeps offsets, and they no longer fit once a script wrote into the box.
 */
export class TypingHistory {
  readonly #now: () => number
  readonly #fits: (text: string) => boolean
  #texts: Record<Step, readonly string[]> = { undo: [], redo: [] }
  /** The change that the next one may belong to: both are one step then. */
  #latest: { readonly at: number; readonly isLonger: boolean } | undefined

  constructor({ now = () => performance.now(), fits = () => true }: TypingHistoryOptions = {}) {
    this.#now = now
    this.#fits = fits
  }

  /** Its person made one text of another. What is typed without a pause is one step; what is taken out is another. */
  wrote(before: string, after: string): void {
    if (before === after) return
    const [latest, change] = [this.#latest, { at: this.#now(), isLonger: after.length > before.length }]
    const goesOn = latest?.isLonger === change.isLonger && change.at - latest.at < PAUSE_MS
    const undo = goesOn ? this.#texts.undo : [...this.#texts.undo, before].slice(-MOST_STEPS)
    this.#texts = { undo, redo: [] }
    this.#latest = change
  }

  /** Others made one text of another: all steps are to texts in which they did so too. */
  follow(before: string, after: string): void {
    if (before === after) return
    // Once for all steps: it takes longest.
    const changes = changesBetween(before, after)
    const moved = (texts: readonly string[]) =>
      texts.map((text) => rebase(before, text, after, changes)).filter(this.#fits)
    this.#texts = { undo: moved(this.#texts.undo), redo: moved(this.#texts.redo) }
    this.#latest = undefined
  }

  /** Steps away from what the line says. Answers what it has to say then; `undefined` where there is no such step. */
  step(step: Step, text: string): string | undefined {
    const texts = this.#texts[step]
    // Others may have made two of them the same: no step is one that shows nothing.
    const index = texts.findLastIndex((other) => other !== text)
    const back = step === "undo" ? "redo" : "undo"
    const found = texts[index]
    if (found === undefined) return undefined
    this.#latest = undefined
    this.#texts = {
      ...this.#texts,
      [step]: texts.slice(0, index),
      [back]: [...this.#texts[back], text],
    }
    return found
  }
}
