import { Sock8Error } from "../core/errors"
import { parseJson } from "../core/wire"

/** Milliseconds that a body may take to arrive. */
const BODY_WITHIN_MS = 10_000

/**
 * Reads a JSON body, counting while it arrives.
 *
 * @returns `undefined` for an empty body.
 * @throws Sock8Error `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, `REQUEST_TIMEOUT`, `INVALID_REQUEST`.
 */
export async function readJsonBody(request: Request, maxBytes: number): Promise<unknown> {
  const encoding = request.headers.get("content-encoding")
  if (encoding !== null && encoding !== "identity") throw new Sock8Error("UNSUPPORTED_MEDIA_TYPE")
  const text = await readText(request, maxBytes)
  if (text === "") return undefined
  requireJson(request)
  const value = parseJson(text)
  if (value === undefined) throw new Sock8Error("INVALID_REQUEST", { detail: "The body is not JSON" })
  return value
}

function requireJson(request: Request): void {
  const [type] = (request.headers.get("content-type") ?? "").split(";")
  if (type?.trim().toLowerCase() !== "application/json") throw new Sock8Error("UNSUPPORTED_MEDIA_TYPE")
}

/**
 * Reads a body of text, counting while it arrives: a `Content-Length` may be missing or wrong.
 *
 * @throws Sock8Error `PAYLOAD_TOO_LARGE`, `REQUEST_TIMEOUT`, `INVALID_REQUEST` where it is not UTF-8.
 */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get("content-length")) > maxBytes) throw new Sock8Error("PAYLOAD_TOO_LARGE")
  if (!request.body) return ""
  const reader = request.body.getReader()
  // A flag, not the clock read twice: a timer may fire a millisecond before the wall clock agrees.
  let late = false
  const timeout = setTimeout(() => {
    late = true
    void reader.cancel()
  }, BODY_WITHIN_MS)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      size += step.value.byteLength
      if (size > maxBytes) throw new Sock8Error("PAYLOAD_TOO_LARGE")
      chunks.push(step.value)
    }
  } finally {
    clearTimeout(timeout)
  }
  if (late) throw new Sock8Error("REQUEST_TIMEOUT")
  return decodeUtf8(Buffer.concat(chunks))
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Sock8Error("INVALID_REQUEST", { cause, detail: "The body is not UTF-8" })
  }
}
