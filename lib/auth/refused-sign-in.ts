/** What is answered where a sign-in was refused before anything was known about the password. */
import { type ErrorCode, Sock8Error } from "../sock8/core/errors"
import { NO_STORE, problem } from "../sock8/server/problem"
import { signInPage } from "./way-back"

/** The refusals that the sign-in page has a sentence for, by their name in `?error=`. */
const PAGE_ERRORS: Partial<Record<ErrorCode, string>> = {
  RATE_LIMITED: "TooManyTries",
  UNAVAILABLE: "Unavailable",
}

/**
 * A problem, as everywhere; with the `url` in which a client of next-auth looks for the error. A form without scripts
 * is led back to its page.
 */
export function answerRefusedSignIn(request: Request, error: unknown): Response {
  const refused = error instanceof Sock8Error ? error : new Sock8Error("UNAVAILABLE", { retryAfter: 5 })
  const name = PAGE_ERRORS[refused.code]
  if (!name) return problem(refused)
  if (request.headers.get("sec-fetch-mode") === "navigate") return leadToSignIn(request, name)
  const { headers, status } = problem(refused)
  return Response.json({ ...refused.toProblem(), url: signInPage(request, name) }, { status, headers })
}

/** Leads a browser back to the page to sign in, which has a sentence for the error. */
export function leadToSignIn(request: Request, error: string): Response {
  const headers = { ...NO_STORE, Location: signInPage(request, error) }
  return new Response(null, { status: 303, headers })
}
