/** What Node's parser could not read, or waited for in vain. */
import type { Refusal } from "./refuse"

const refusals: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { code: "REQUEST_TIMEOUT" },
  HPE_HEADER_OVERFLOW: { code: "HEADERS_TOO_LARGE" },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { code: "PAYLOAD_TOO_LARGE" },
  HPE_INVALID_METHOD: { code: "METHOD_UNKNOWN" },
}

const UNREADABLE: Refusal = { code: "INVALID_REQUEST", detail: "This cannot be read as HTTP/1.1" }

/** How an error of a connection is answered; `undefined` where the connection itself is broken. */
export function refusalOfClientError({ code = "" }: NodeJS.ErrnoException): Refusal | undefined {
  return refusals[code] ?? (code.startsWith("HPE_") ? UNREADABLE : undefined)
}
