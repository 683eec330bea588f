/** Many requests, a few at a time: all at once they would wait for each other, on a busy machine until they time out. */
const AT_ONCE = 20

/** Does something so many times, and answers what came of each, in order. */
export async function inGroups<Result>(
  times: number,
  act: (n: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  while (results.length < times) {
    const rest = Math.min(AT_ONCE, times - results.length)
    const group = Array.from({ length: rest }, (_, n) => act(results.length + n))
    results.push(...(await Promise.all(group)))
  }
  return results
}

/**
 * Asks, a few at a time, until one is refused with 429.
 *
 * @param status of those that are not.
 * @returns how many were not. Where a minute of the clock ends meanwhile, these are some more than the limit says.
 * @throws Error at any other refusal, and where none comes.
 */
export async function countUntilLimited(
  ask: () => Promise<{ readonly status: number }>,
  { status: expected = 200, most = 1_000 } = {},
): Promise<number> {
  for (let allowed = 0; allowed < most; ) {
    const statuses = await inGroups(AT_ONCE, async () => (await ask()).status)
    const good = statuses.filter((status) => status === expected).length
    const limited = statuses.filter((status) => status === 429).length
    if (good + limited !== AT_ONCE) throw new Error(`Answered with ${statuses.join(" ")}`)
    allowed += good
    if (limited > 0) return allowed
  }
  throw new Error(`There is no limit below ${most}`)
}
