import { z } from "zod"
import { logUnavailable } from "../log"
import { Sock8Error } from "../sock8/core/errors"
import { isId } from "../sock8/core/path"
import type { Claim } from "../sock8/server/ask-rules"
import { answer, NO_STORE, problem } from "../sock8/server/problem"
import { readJsonBody } from "../sock8/server/read-body"
import { requireOwnOrigin } from "./own-origin"
import { type Proof, requireClaim } from "./visitor"

/** Most bytes of such a request. */
const MAX_BODY_BYTES = 8 * 1024

/** What a form may send along, so that the same request sent again does nothing twice for two minutes. */
export const retryId = z.string().refine(isId).exactOptional()

/** What one of the app's own pages can post. */
export interface FormPost<Sender, Schema extends z.ZodType> {
  /** Who sends it, as far as the endpoint has to know; throws for those who may not, and for those who try too often. */
  readonly sender: (claim: Claim, request: Request) => Promise<Sender>
  readonly body: Schema
  /** By what the sender has to be known. Default: any proof that this app takes. */
  readonly proof?: Proof
  /** Does it. What it gives back is the answer; for nothing that is 204. */
  readonly act: (sender: Sender, data: z.infer<Schema>) => Promise<object | undefined>
  /** Is told how each request ended. */
  readonly onEnd?: (request: Request, end: FormEnd) => void
}

/** How a request ended. */
export interface FormEnd {
  /** Who sent it, by their proof's signature; absent where there was none. */
  readonly identity?: string
  /** Why it was refused; absent where it was done. */
  readonly error?: unknown
}

/**
 * Makes a `POST` endpoint for the app's own pages: same origin, signed in, a JSON body of one shape. What a signature
 * or the shape decides is decided before Redis is asked, and costs no command.
 */
export function formPost<Sender, Schema extends z.ZodType>({
  sender: requireSender,
  body,
  proof = "any",
  act,
  onEnd,
}: FormPost<Sender, Schema>): (request: Request) => Promise<Response> {
  return async (request) => {
    let known: { identity?: string } = {}
    try {
      requireOwnOrigin(request)
      // A body of nobody's is not read at all.
      const claim = await requireClaim(request, proof)
      known = { identity: claim.identity }
      const parsed = body.safeParse(await readJsonBody(request, MAX_BODY_BYTES))
      if (!parsed.success) throw new Sock8Error("INVALID_REQUEST")
      const sender = await requireSender(claim, request)
      const done = await act(sender, parsed.data)
      onEnd?.(request, known)
      return done ? answer(done) : new Response(null, { status: 204, headers: NO_STORE })
    } catch (error) {
      logUnavailable(error)
      onEnd?.(request, { ...known, error })
      return problem(error)
    }
  }
}
