import type { Bytes } from "./bytes"

/**
 * A number as Redis 7.2 and later write it: the shortest digits that read back the same. Older servers write
 * 17 digits, 0.1 as 0.10000000000000001.
 */
export function formatFloat(value: number): Bytes {
  if (value === Infinity) return "inf"
  if (value === -Infinity) return "-inf"
  return Object.is(value, -0) ? "-0" : String(value)
}
