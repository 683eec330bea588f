import type { IncomingMessage } from "node:http"
import type { Refusal } from "./refuse"

/** A stream of all that one person may be granted has 64 channels in its address. */
const MOST_PARAMETERS = 128
/** A browser keeps some ten for an app. */
const MOST_COOKIES = 100

/**
 * Why a request with very many parameters or cookies is refused. Next reads both in a time that grows with the square of
 * their number, once or more for each request: 4 s for what fits into 14 KB.
 */
export function refuseMany({ headers }: IncomingMessage, query: string): Refusal | undefined {
  if (countOf("&", query) >= MOST_PARAMETERS) return TOO_MANY_PARAMETERS
  if (countOf(";", headers.cookie ?? "") >= MOST_COOKIES) return TOO_MANY_COOKIES
  return undefined
}

function countOf(separator: string, text: string): number {
  let count = 0
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + 1)) count += 1
  return count
}

const TOO_MANY_PARAMETERS: Refusal = {
  code: "INVALID_REQUEST",
  detail: `An address may have ${MOST_PARAMETERS} parameters`,
}
const TOO_MANY_COOKIES: Refusal = {
  code: "HEADERS_TOO_LARGE",
  detail: `A request may have ${MOST_COOKIES} cookies`,
}
