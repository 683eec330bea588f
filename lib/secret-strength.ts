/**
 * What makes a secret too weak to sign with. Used once, when the environment is parsed (`lib/env.ts`).
 */

/** HS256 wants a key of at least its own output, 256 bits (RFC 7518, section 3.2). */
const MIN_BYTES = 32

/** A random hex string of 64 digits has fewer than 10 different ones once in billions of strings. */
const MIN_DIFFERENT_CHARACTERS = 10

const PLACEHOLDER = /replace[-_ ]|change[-_ ]?me|placeholder|your[-_ ]/i
const GUESSABLE = /secret|password|example/i

/** Tells whether a value is one that documents print for others to fill in. */
export function isPlaceholder(value: string): boolean {
  const open = value.indexOf("<")
  const isInBrackets = open >= 0 && value.lastIndexOf(">") > open
  return isInBrackets || PLACEHOLDER.test(value)
}

/**
 * Says why a secret must not be used, as the end of the sentence "JWT_SECRET is …", or `undefined` where
 * nothing speaks against it. Never repeats the secret.
 */
export function weaknessOf(secret: string): string | undefined {
  if (isPlaceholder(secret)) return "a placeholder"
  if (GUESSABLE.test(secret)) return "made of words that people guess"
  if (new TextEncoder().encode(secret).length < MIN_BYTES) return `shorter than ${MIN_BYTES} bytes`
  if (new Set(secret).size < MIN_DIFFERENT_CHARACTERS) return "made of too few different characters"
  if (repeats(secret)) return "a short text repeated"
  if (counts(secret)) return "a row of neighbouring characters"
  return undefined
}

/** A text that is found in its own double before the end consists of one part, repeated. */
function repeats(text: string): boolean {
  return (text + text).indexOf(text, 1) < text.length
}

/** `abcdef…`, `0123…` and the like: more than half of the characters follow from the one before. */
function counts(text: string): boolean {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0)
  const steps = codes.slice(1).filter((code, index) => Math.abs(code - (codes[index] ?? 0)) === 1)
  return steps.length > codes.length / 2
}
