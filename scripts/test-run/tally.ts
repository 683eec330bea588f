/** Counting: what a step found, and the one line that a whole run ends with. */

/** How many checks of each kind; `skipped` ones neither pass nor fail. */
export type Tally = { passed: number; failed: number; skipped: number }

/** One check that went well. */
export const onePassed: Tally = { passed: 1, failed: 0, skipped: 0 }

/** One check that did not, or a runner that could not say anything. */
export const oneFailed: Tally = { passed: 0, failed: 1, skipped: 0 }

/** Adds tallies up. */
export function sum(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.reduce((total, { failed }) => total + failed, 0),
    skipped: tallies.reduce((total, { skipped }) => total + skipped, 0),
  }
}

/** `12 passed, 0 failed`, and `, 1 skipped` behind it only where something was skipped. */
export function tallyLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`
}

/**
 * Holds a runner's own count against how the runner ended. A runner that ended badly although no test
 * failed (an error outside of any test), or that ran nothing at all, has one failure.
 */
export function withEnding(tally: Tally, endedWell: boolean): Tally {
  const ranNothing = tally.passed + tally.failed === 0
  const hidFailure = !endedWell && tally.failed === 0
  return ranNothing || hidFailure ? { ...tally, failed: tally.failed + 1 } : tally
}
