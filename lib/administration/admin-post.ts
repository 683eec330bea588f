import { z } from "zod"
import { formPost } from "../notifications/form-post"
import type { Person } from "../people/person"
import { realtime } from "../realtime"
import { Sock8Error } from "../sock8/core/errors"
import { asFields } from "../sock8/core/wire"
import { codeOfAnswer } from "../sock8/server/problem"
import { type Admin, requireAdmin } from "./admin-rules"

/** Something that admins do. */
export interface AdminAction<Schema extends z.ZodType> {
  readonly body: Schema
  /** What is wanted, for the log, such as "suspend ben". Holds nothing but ids. */
  readonly intent: (data: z.infer<Schema>) => string
  /** Does it, and says for the log what was done, such as "suspended ben". */
  readonly act: (admin: Admin, data: z.infer<Schema>) => Promise<string>
}

/** One request, as far as it is known. */
interface Progress {
  person?: Person
  intent?: string
  deed?: string
}

/** Makes a `POST` endpoint for admins. Each attempt is an entry of the admin log, also where it is refused. */
export function adminPost<Schema extends z.ZodType>(action: AdminAction<Schema>) {
  return async (request: Request): Promise<Response> => {
    const progress: Progress = {}
    // Any body: what it is worth is asked after who sends it, so that a malformed one has a sender in the log.
    const post = formPost(z.unknown(), async (person, data) => {
      progress.person = person
      const admin = requireAdmin(person)
      const parsed = action.body.safeParse(data)
      if (!parsed.success) throw new Sock8Error("INVALID_REQUEST")
      progress.intent = action.intent(parsed.data)
      progress.deed = await action.act(admin, parsed.data)
    })
    const response = await post(request)
    await record(request, progress, response)
    return response
  }
}

async function record(
  request: Request,
  { person, intent, deed }: Progress,
  response: Response,
): Promise<void> {
  const refusal = response.ok ? undefined : titleOf(await response.clone().json())
  realtime.tell(request, {
    attempt: "administer",
    allowed: response.ok,
    why: deed ?? [intent, refusal].filter(Boolean).join(": "),
    code: codeOfAnswer(response) ?? null,
    identity: person?.id ?? null,
    channels: [],
  })
}

function titleOf(problem: unknown): string {
  return String(asFields(problem)?.title ?? "")
}
