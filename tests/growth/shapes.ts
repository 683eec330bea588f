/** Inputs that make a careless reader slow, whatever it reads. */
import type { Shape } from "./judge-growth"

/** One piece again and again. A character follows that fits nothing: only at the end a reader finds out. */
export function runOf(piece: string): Shape {
  return (size) => `${piece.repeat(size / piece.length)}!`
}

/** What separates, quotes, encodes, opens without closing, or is read as a number somewhere. */
const PIECES = [
  ...[" ", "\t", "\n", "a", "0", "_", "+", "-", ".", "/", "\\", ",", ";", ":", "=", "&", "%", '"', "'", "`"],
  ...["[", "(", "{", "<", "*", "~", "\u00e9", "\ud83d\ude00", "\ud83d"],
  ...["a ", "a;", "a=", "a,", "a.", "a=b; ", "%61", "%25", "0.", "0-", "-a", "//", "[(", '\\"', "--[", "[="],
  ...["session", "1,", "[1,", '{"a":', "__proto__."],
]

/** All of them by what they repeat, and the one that stopped the app: a run of one thing in front of another. */
export const commonShapes: Readonly<Record<string, Shape>> = {
  ...Object.fromEntries(PIECES.map((piece) => [JSON.stringify(piece), runOf(piece)])),
  "a;, spaces, session": (size) => `a;${" ".repeat(size / 2)}${"session".repeat(size / 14)}`,
}
