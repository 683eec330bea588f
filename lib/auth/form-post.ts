import type { z } from "zod"
import { logUnavailable } from "../log"
import type { Person } from "../people/person"
import { Sock8Error } from "../sock8/core/errors"
import { requireOwnOrigin } from "../sock8/server/origin"
import { answer, NO_STORE, problem } from "../sock8/server/problem"
import { readJsonBody } from "../sock8/server/read-body"
import { requireActivePerson } from "./active-person"

/** Most bytes of such a request. */
const MAX_BODY_BYTES = 8 * 1024

/** What one of the app's own pages can post. */
export interface FormPost<Sender extends Person, Schema extends z.ZodType> {
  /** Who may send it, of those who are active; throws for anybody else. Asked before the body is read. */
  readonly sender: (person: Person) => Sender
  readonly body: Schema
  /** Does it. What it gives back is the answer; for nothing that is 204. */
  readonly act: (sender: Sender, data: z.infer<Schema>) => Promise<object | undefined>
  /** Is told how each request ended. */
  readonly onEnd?: (request: Request, end: FormEnd) => void
}

/** How a request ended. */
export interface FormEnd {
  /** Who sent it, as far as that was known. */
  readonly person?: Person
  /** Why it was refused; absent where it was done. */
  readonly error?: unknown
}

/** Makes a `POST` endpoint for the app's own pages: same origin, signed in, a JSON body of one shape. */
export function formPost<Sender extends Person, Schema extends z.ZodType>({
  sender: asSender,
  body,
  act,
  onEnd,
}: FormPost<Sender, Schema>): (request: Request) => Promise<Response> {
  return async (request) => {
    let known: { person?: Person } = {}
    try {
      requireOwnOrigin(request)
      const person = await requireActivePerson(request)
      known = { person }
      const sender = asSender(person)
      const parsed = body.safeParse(await readJsonBody(request, MAX_BODY_BYTES))
      if (!parsed.success) throw new Sock8Error("INVALID_REQUEST")
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
