import type { IncomingMessage } from "node:http"
import { parseAddress } from "../http/paths"
import { requireOwnOrigin } from "./own-origin"
import { answerRefusedSignIn } from "./refused-sign-in"
import { refuseKnownSignIn } from "./sign-in-attempt"

const PASSWORD_CALLBACK = "/api/auth/callback/credentials"

/**
 * The answer to a sign-in that is certain to be refused, so that Next does not have to be asked: that costs several
 * times as much, and a flood would keep the process busy with it. `undefined` for all that is not certain.
 */
export function refuseSignInEarly(incoming: IncomingMessage): Promise<Response | undefined> | undefined {
  return incoming.method === "POST" && pathOf(incoming) === PASSWORD_CALLBACK ? refusal(incoming) : undefined
}

async function refusal(incoming: IncomingMessage): Promise<Response | undefined> {
  const request = requestOf(incoming)
  try {
    // The route has another answer to pages of other sites.
    requireOwnOrigin(request)
  } catch {
    return undefined
  }
  try {
    await refuseKnownSignIn(request)
    return undefined
  } catch (error) {
    return answerRefusedSignIn(request, error)
  }
}

/** As Next reads it for its routes: `/./` and `%63` lead there as well. */
function pathOf({ url = "" }: IncomingMessage): string | undefined {
  try {
    return decodeURIComponent(parseAddress(url)?.pathname ?? "")
  } catch {
    return undefined
  }
}

/** The request without its body, as far as its headers tell. */
function requestOf({ headers }: IncomingMessage): Request {
  const given = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    // Only `set-cookie` is a list, which no client sends.
    if (typeof value === "string") given.set(name, value)
  }
  // Anything may stand in `Host`; where it is no host, it does not matter which one is named.
  const base = `http://${headers.host}`
  const { origin } = new URL(URL.canParse(base) ? base : "http://here.invalid")
  return new Request(origin + PASSWORD_CALLBACK, { headers: given })
}
