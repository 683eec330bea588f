import type { EmbeddedUpstash } from "@/lib/embedded-upstash/start"

/** How many Redis commands an act sends: the least of three times, since a process has commands of its own, by the clock. */
export async function leastCommands(
  upstash: Pick<EmbeddedUpstash, "stats">,
  act: () => Promise<unknown>,
): Promise<number> {
  const counts: number[] = []
  while (counts.length < 3) {
    const before = upstash.stats().commands
    await act()
    counts.push(upstash.stats().commands - before)
  }
  return Math.min(...counts)
}
