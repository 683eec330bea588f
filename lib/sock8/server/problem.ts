import { type ErrorCode, refusals, Sock8Error } from "../core/errors"
import { sentenceIn } from "../core/sentence"

/** Headers of every answer of the toolkit: nothing of it may be kept by a cache. */
export const NO_STORE = { "Cache-Control": "no-store" } as const

/** The answer to a request that went well. */
export function answer(body: unknown): Response {
  return Response.json(body, { headers: NO_STORE })
}

/** The one place where an error becomes an answer. What is not a Sock8Error is told as `UNAVAILABLE`. */
export function problem(error: unknown, headers: Record<string, string> = {}): Response {
  const refusal =
    error instanceof Sock8Error ? error : new Sock8Error("UNAVAILABLE", { cause: error, retryAfter: 5 })
  const body = refusal.toProblem()
  const response = Response.json(body, {
    status: body.status,
    headers: {
      ...NO_STORE,
      "Content-Type": "application/problem+json",
      ...(body.retryAfter === undefined ? {} : { "Retry-After": String(body.retryAfter) }),
      ...headers,
    },
  })
  codes.set(response, refusal.code)
  return response
}

const codes = new WeakMap<Response, ErrorCode>()

/** The code of an answer that {@link problem} made; `undefined` for anybody else's. */
export function codeOfAnswer(response: Response): ErrorCode | undefined {
  return codes.get(response)
}

/** The public sentence of an answer: a problem's title, or words of the app's own; `undefined` where it has none. */
export async function sentenceOfAnswer(response: Response): Promise<string | undefined> {
  return sentenceIn(response.headers.get("content-type") ?? "", await response.clone().text())
}

/** A refusal for a step of the door to return. */
export function refuse(code: ErrorCode): Response {
  return problem(new Sock8Error(code))
}

/** The code of an error, as logs and the admin's list name it. */
export function codeOf(error: unknown): ErrorCode {
  return error instanceof Sock8Error ? error.code : "UNAVAILABLE"
}

/** The public sentence of an error. */
export function sentenceOf(error: unknown): string {
  return error instanceof Sock8Error ? error.message : refusals.UNAVAILABLE.title
}
