/** `POST` endpoints of admin pages: same origin, an active admin of an organisation, one shape, on the record. */
import type { z } from "zod"
import { type Admin, requireAdmin } from "../administration/admin-rules"
import { requireActivePerson } from "../auth/active-person"
import { realtime } from "../realtime"
import { Sock8Error } from "../sock8/core/errors"
import type { AttemptFacts } from "../sock8/server/attempt"
import { requireOwnOrigin } from "../sock8/server/origin"
import { answer, codeOf, NO_STORE, problem, sentenceOf } from "../sock8/server/problem"
import { readJsonBody } from "../sock8/server/read-body"

/** What an act fills in for the admin log. Never a secret. */
export interface ActNote {
  channels: readonly string[]
  why: string
}

const MAX_BODY_BYTES = 8 * 1024

/** Makes such an endpoint. It answers what `act` gives back, 204 where that is nothing, or why not. */
export function adminPost<Schema extends z.ZodType>(
  body: Schema,
  act: (admin: Admin, data: z.infer<Schema>, note: ActNote) => Promise<object | undefined>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const note: ActNote = { channels: [], why: "" }
    let identity: string | null = null
    try {
      requireOwnOrigin(request)
      const person = await requireActivePerson(request)
      identity = person.id
      const admin = requireAdmin(person)
      const parsed = body.safeParse(await readJsonBody(request, MAX_BODY_BYTES))
      if (!parsed.success) throw new Sock8Error("INVALID_REQUEST")
      const made = await act(admin, parsed.data, note)
      tell(request, { ...note, identity, allowed: true, code: null })
      return made ? answer(made) : new Response(null, { status: 204, headers: NO_STORE })
    } catch (error) {
      realtime.onError(error)
      tell(request, { ...note, identity, allowed: false, code: codeOf(error), why: sentenceOf(error) })
      return problem(error)
    }
  }
}

function tell(request: Request, facts: Omit<AttemptFacts, "attempt">): void {
  realtime.tell(request, { ...facts, attempt: "administer" })
}
