import type { Bytes } from "../bytes"

/**
 * Whether a name matches a pattern of KEYS, SCAN or PSUBSCRIBE: `*`, `?`, `[abc]`, `[^a-z]`, `\*`.
 *
 * Only the last `*` is ever tried again, so the time grows with pattern × name and not exponentially.
 */
export function matchesGlob(pattern: Bytes, name: Bytes): boolean {
  let at = 0
  let inside = 0
  let retry: { pattern: number; name: number } | undefined
  while (inside < name.length) {
    if (pattern[at] === "*") {
      retry = { pattern: ++at, name: inside }
      continue
    }
    const step = matchOne(pattern, at, name.charAt(inside))
    if (step > 0) {
      at += step
      inside += 1
    } else if (retry) {
      at = retry.pattern
      inside = ++retry.name
    } else return false
  }
  while (pattern[at] === "*") at += 1
  return at === pattern.length
}

/** How many characters of the pattern match this one of the name; 0 if they do not. */
function matchOne(pattern: Bytes, at: number, character: Bytes): number {
  switch (pattern[at]) {
    case undefined:
      return 0
    case "?":
      return 1
    case "[":
      return matchClass(pattern, at, character)
    case "\\":
      return at + 1 < pattern.length ? (pattern[at + 1] === character ? 2 : 0) : Number(character === "\\")
    default:
      return Number(pattern[at] === character)
  }
}

/** A class such as `[^a-c\]]`. One without an end reaches to the end of the pattern, as in Redis. */
function matchClass(pattern: Bytes, start: number, character: Bytes): number {
  const negated = pattern[start + 1] === "^"
  let at = start + (negated ? 2 : 1)
  let found = false
  while (at < pattern.length && pattern[at] !== "]") {
    if (pattern[at] === "\\" && at + 1 < pattern.length) at += 1
    const low = pattern.charAt(at)
    const isRange = pattern[at + 1] === "-" && at + 2 < pattern.length
    const high = isRange ? pattern.charAt(at + 2) : low
    const [first, last] = low <= high ? [low, high] : [high, low]
    if (character >= first && character <= last) found = true
    at += isRange ? 3 : 1
  }
  return found === negated ? 0 : Math.min(at + 1, pattern.length) - start
}
