/** Prints, after all specs, how many attacks were sent and what became of them. */
import type { Reporter, TestCase } from "@playwright/test/reporter"

/** What the attacks of one test came to; told to this reporter as an annotation of type `attacks`. */
export interface Tally {
  sent: number
  /** Answered with the status and the code that they were to be answered with. */
  refused: number
  /** Answered like any other request, without having the effect that was hoped for. */
  harmless: number
  /** Messages that were published and should not have been. */
  sideEffects: number
}

/** A reporter for `playwright.config.ts`, beside the list of tests. Says nothing where no attack was sent. */
export default class AttackSummary implements Reporter {
  readonly #sum: Tally = { sent: 0, refused: 0, harmless: 0, sideEffects: 0 }

  onTestEnd({ annotations }: TestCase): void {
    for (const { type, description } of annotations) {
      if (type !== "attacks" || !description) continue
      const tally: Tally = JSON.parse(description)
      for (const key of ["sent", "refused", "harmless", "sideEffects"] as const) {
        this.#sum[key] += tally[key]
      }
    }
  }

  onEnd(): void {
    const { sent, refused, harmless, sideEffects } = this.#sum
    if (sent === 0) return
    process.stdout.write(
      `\n  ${sent} attacks sent: ${refused} refused as expected, ${harmless} answered without harm, ` +
        `${sent - refused - harmless} not held, ${sideEffects} side effects found\n`,
    )
  }

  printsToStdio(): boolean {
    return false
  }
}
