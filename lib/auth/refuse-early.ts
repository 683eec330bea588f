import type { IncomingMessage } from "node:http"
import { answerRefusedSignIn } from "./refused-sign-in"
import { refuseKnownSignIn } from "./sign-in-attempt"

const PASSWORD_CALLBACK = "/api/auth/callback/credentials"

/**
 * The answer to a sign-in that is certain to be refused, so that Next does not have to be asked: that costs ten times
 * as much, and a flood would keep the process busy with it. `undefined` for all that is not certain.
 */
export function refuseSignInEarly(incoming: IncomingMessage): Promise<Response | undefined> | undefined {
  const { method, url = "", headers } = incoming
  const isSignIn = method === "POST" && url.split("?", 1)[0] === PASSWORD_CALLBACK
  const address = `http://${headers.host}${url}`
  return isSignIn && URL.canParse(address)
    ? refusal(new Request(address, { headers: headersOf(incoming) }))
    : undefined
}

async function refusal(request: Request): Promise<Response | undefined> {
  try {
    await refuseKnownSignIn(request)
    return undefined
  } catch (error) {
    return answerRefusedSignIn(request, error)
  }
}

function headersOf({ headers }: IncomingMessage): Headers {
  const copy = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    // Only `set-cookie` is a list, which no client sends.
    if (typeof value === "string") copy.set(name, value)
  }
  return copy
}
