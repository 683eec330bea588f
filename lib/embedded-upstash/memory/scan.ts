import type { Bytes } from "../bytes"
import { RedisError, syntaxError } from "../reply"
import type { Arguments } from "./arguments"

/** What SCAN, HSCAN, SSCAN and ZSCAN are asked for. */
export interface ScanQuery {
  cursor: number
  pattern: Bytes
  count: number
  type: Bytes | undefined
}

/** Reads the cursor and the options behind it. */
export function readScan(args: Arguments): ScanQuery {
  const cursor = args.string()
  if (!/^\d+$/.test(cursor)) throw new RedisError("ERR invalid cursor")
  const query: ScanQuery = { cursor: Number(cursor), pattern: "*", count: 10, type: undefined }
  while (args.left > 0) {
    const option = args.option("MATCH", "COUNT", "TYPE")
    if (option === "MATCH") query.pattern = args.string()
    else if (option === "TYPE") query.type = args.string().toLowerCase()
    else if (option === "COUNT") query.count = args.integer()
    else throw syntaxError()
    if (query.count < 1) throw syntaxError()
  }
  return query
}
