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

// Comments, strings and names are matched too, so that no digit inside them is taken for a number.
const tokens =
  /--\[(=*)\[[\s\S]*?\]\1\]|--[^\n]*|\[(=*)\[[\s\S]*?\]\2\]|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|[A-Za-z_]\w*|0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/g

/**
 * Writes every whole number as a float: `1` as `1.0`.
 *
 * In Lua 5.1 all numbers are doubles. fengari's integers have 32 bits, and milliseconds since 1970 times
 * anything would wrap around.
 */
export function withFloatLiterals(source: Bytes): Bytes {
  return source.replace(tokens, (token) => {
    if (/^\d+$/.test(token)) return `${token}.0`
    return /^0[xX]/.test(token) ? `${Number(token)}.0` : token
  })
}
