/**
 * A copy of a piece of text, for what is kept longer than the text it was cut from. V8 makes a piece of 13 characters
 * or more (`slice`, `split`, `trim`, a capture of a pattern) as a view of the whole text, which stays in memory with it.
 *
 * @param text came in as UTF-8. A lone surrogate, which does not, becomes U+FFFD.
 */
export function ownCopy(text: string): string {
  // Bytes are a view of nothing. `String(text)`, a template string and `normalize()` give the same view again.
  return Buffer.from(text, "utf8").toString("utf8")
}
