/** Reading what came from outside, without trusting its shape. */

/** An object of which nothing but that is known. */
export type Fields = Record<string, unknown>

/** The value as an object of unknown fields, or `undefined` for anything else. */
export function asFields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined
}

/** Parses JSON text without throwing: `undefined` where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
