/** What is left of a time, as people read it: `14 min 59 s`. Nothing left is `0 s`, never less. */
export function countdown(leftMs: number): string {
  if (leftMs === Number.POSITIVE_INFINITY) return "no end that it tells"
  const seconds = Math.max(0, Math.ceil(leftMs / 1000))
  const minutes = Math.floor(seconds / 60)
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${String(seconds % 60).padStart(2, "0")} s`
}
