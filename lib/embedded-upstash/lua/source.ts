import { createHash } from "node:crypto"
import { type Bytes, toBuffer } from "../bytes"

/** The name under which Redis knows a script: of its source as sent, first line included. */
export function scriptHash(source: Bytes): string {
  return createHash("sha1").update(toBuffer(source)).digest("hex")
}

/** The flags of a first line such as `#!lua flags=no-writes,allow-stale`. */
export function scriptFlags(source: Bytes): string[] {
  const line = /^#!lua[^\n]*/.exec(source)?.[0] ?? ""
  return /\bflags=(\S+)/.exec(line)?.[1]?.split(",") ?? []
}

/** Takes a first line `#!lua …` away and leaves it empty, so that error messages keep their line numbers. */
export function withoutShebang(source: Bytes): Bytes {
  return source.replace(/^#![^\n]*/, "")
}

// Comments, strings and names are found too, so that no digit inside them is taken for a number. Of a comment or
// a string this finds the beginning only. If it looked for the end, too, and there were none, it would look again
// from every character in between.
const TOKEN = /(?:--)?\[=*\[|--|["']|[A-Za-z_]\w*|0[xX][\da-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/g

/**
 * Writes every whole number as a float: `1` as `1.0`.
 *
 * In Lua 5.1 all numbers are doubles. fengari's integers have 32 bits, and milliseconds since 1970 times
 * anything would wrap around.
 */
export function withFloatLiterals(source: Bytes): Bytes {
  const parts: Bytes[] = []
  let written = 0
  for (const { index, 0: token } of source.matchAll(TOKEN)) {
    // Part of a comment or a string, which was written as a whole.
    if (index < written) continue
    const end = endOfToken(source, index, token)
    parts.push(
      source.slice(written, index),
      end > index + token.length ? source.slice(index, end) : asFloat(token),
    )
    written = end
  }
  return parts.join("") + source.slice(written)
}

function asFloat(token: Bytes): Bytes {
  if (/^\d+$/.test(token)) return `${token}.0`
  return /^0[xX]/.test(token) ? `${Number(token)}.0` : token
}

/** Where a token ends that begins at `start`. What is not closed reaches to the end of the source. */
function endOfToken(source: Bytes, start: number, token: Bytes): number {
  const inside = start + token.length
  if (token.endsWith("[")) return endAfter(source, inside, `]${"=".repeat(token.split("=").length - 1)}]`)
  if (token === "--") return endAfter(source, inside, "\n")
  return token === '"' || token === "'" ? endOfQuoted(source, inside, token) : inside
}

function endAfter(source: Bytes, from: number, close: Bytes): number {
  const found = source.indexOf(close, from)
  return found < 0 ? source.length : found + close.length
}

function endOfQuoted(source: Bytes, from: number, quote: Bytes): number {
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === quote) return at + 1
    if (source[at] === "\\") at += 1
  }
  return source.length
}
