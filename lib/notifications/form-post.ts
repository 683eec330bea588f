import type { z } from "zod"
import { requireActivePerson } from "../auth/active-person"
import type { Person } from "../people/person"
import { Sock8Error } from "../sock8/core/errors"
import { requireOwnOrigin } from "../sock8/server/origin"
import { NO_STORE, problem } from "../sock8/server/problem"
import { readJsonBody } from "../sock8/server/read-body"

/** Most bytes of such a request. */
const MAX_BODY_BYTES = 4 * 1024

/**
 * Makes a `POST` endpoint for the app's own pages: same origin, signed in, a JSON body of one shape. Answers
 * 204, or why not.
 */
export function formPost<Schema extends z.ZodType>(
  body: Schema,
  act: (person: Person, data: z.infer<Schema>) => Promise<void>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      requireOwnOrigin(request)
      const person = await requireActivePerson(request)
      const parsed = body.safeParse(await readJsonBody(request, MAX_BODY_BYTES))
      if (!parsed.success) throw new Sock8Error("INVALID_REQUEST")
      await act(person, parsed.data)
      return new Response(null, { status: 204, headers: NO_STORE })
    } catch (error) {
      return problem(error)
    }
  }
}
