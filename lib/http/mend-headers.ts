import type { IncomingMessage } from "node:http"

/** Browsers send about 150 characters in `User-Agent`, and the app keeps 400. */
const MAX_CHARACTERS = 512

/** A server may ignore a range, and none of our files needs one. */
const IGNORED = ["range", "if-range", "if-match", "if-unmodified-since"]

/**
 * Removes from a request what Next handles badly. It looks for crawlers in each `User-Agent`, in a time that grows with the
 * square of its length: 2 s for 15 KB. It answers 500 where a range or a condition of a file is not met.
 */
export function mendHeaders({ headers }: IncomingMessage): void {
  const name = headers["user-agent"]
  if (name && name.length > MAX_CHARACTERS) headers["user-agent"] = name.slice(0, MAX_CHARACTERS)
  for (const header of IGNORED) delete headers[header]
}
