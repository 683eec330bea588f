/**
 * A Redis string: one character per byte (code units 0–255).
 *
 * Redis counts, slices and sorts bytes. A JavaScript string of the text itself would count UTF-16 units, so
 * text becomes bytes where a request enters, and text again where an answer leaves.
 */
export type Bytes = string

/** The UTF-8 bytes of a text. */
export function toBytes(text: string): Bytes {
  return isAscii(text) ? text : Buffer.from(text, "utf8").toString("latin1")
}

/** The text of UTF-8 bytes; what is not UTF-8 becomes U+FFFD. */
export function toText(bytes: Bytes): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, "latin1").toString("utf8")
}

/** The same bytes as a Node buffer. */
export function toBuffer(bytes: Bytes): Buffer {
  return Buffer.from(bytes, "latin1")
}

/** The bytes of a Node buffer or a Lua string. */
export function fromBuffer(buffer: Uint8Array): Bytes {
  return Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength).toString("latin1")
}

function isAscii(value: string): boolean {
  return Buffer.byteLength(value, "utf8") === value.length
}
