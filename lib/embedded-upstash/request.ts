import type { IncomingMessage } from "node:http"
import type { Command } from "./backend"
import { type Bytes, fromBuffer, toBytes } from "./bytes"

/** A request that is answered with an error before any command runs. */
export class RequestError extends Error {
  override name = "RequestError"
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 405 | 413,
    message: string,
  ) {
    super(message)
  }
}

const BEARER = "bearer "

/** The token in an `Authorization` header; `""` for another scheme and for none. */
export function readBearer(header = ""): string {
  return header.slice(0, BEARER.length).toLowerCase() === BEARER ? header.slice(BEARER.length).trim() : ""
}

/** The decoded segments of a path. Slashes at its ends count for nothing; between two others is an empty segment. */
export function readSegments(pathname: string): string[] {
  const segments = pathname.split("/")
  const first = segments.findIndex((segment) => segment !== "")
  const last = segments.findLastIndex((segment) => segment !== "")
  if (first < 0) return []
  try {
    return segments.slice(first, last + 1).map(decodeURIComponent)
  } catch {
    throw new RequestError(400, "ERR failed to parse path")
  }
}

/** Reads a body of at most `maxBytes`; a longer one is a 413. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length
    if (length > maxBytes) throw new RequestError(413, `ERR max request size exceeded: ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** `POST /`: `["SET", "key", "value"]`. */
export function parseCommand(body: Buffer): Command {
  return toCommand(parseJson(body, "command"), "command")
}

/** `POST /pipeline` and `POST /multi-exec`: an array of commands. */
export function parsePipeline(body: Buffer): Command[] {
  const commands = parseJson(body, "pipeline request")
  if (!Array.isArray(commands)) throw unparsable("pipeline request")
  if (commands.length === 0) throw new RequestError(400, "ERR empty pipeline request")
  return commands.map((command: unknown) => toCommand(command, "pipeline request"))
}

/** `/set/key/value?EX=60`: segments, then a body if there is one, then the query. */
export function commandFromPath(segments: readonly string[], query: URLSearchParams, body: Buffer): Command {
  const options = [...query].flatMap(([name, value]) => (value === "" ? [name] : [name, value]))
  const [name, ...args] = segments.map(toBytes)
  if (name === undefined) throw new RequestError(400, "ERR empty command")
  const value: Bytes[] = body.length > 0 ? [fromBuffer(body)] : []
  return [name, ...args, ...value, ...options.map(toBytes)]
}

function parseJson(body: Buffer, what: string): unknown {
  try {
    return JSON.parse(body.toString("utf8"))
  } catch {
    throw unparsable(what)
  }
}

function toCommand(value: unknown, what: string): Command {
  if (!Array.isArray(value)) throw unparsable(what)
  const [name, ...args] = value.map((word: unknown) => toWord(word, what))
  if (name === undefined) throw new RequestError(400, "ERR empty command")
  return [name, ...args]
}

function toWord(word: unknown, what: string): Bytes {
  if (typeof word === "string") return toBytes(word)
  if (typeof word === "number" || typeof word === "boolean") return String(word)
  throw unparsable(what)
}

function unparsable(what: string): RequestError {
  return new RequestError(400, `ERR failed to parse ${what}`)
}
