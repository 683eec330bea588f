/** `POST` endpoints of the admin pages: an active admin of an organisation, and every attempt on the record. */
import type { z } from "zod"
import { requireActivePerson } from "../auth/active-person"
import { type FormEnd, formPost } from "../auth/form-post"
import type { Proof } from "../auth/visitor"
import { realtime } from "../realtime"
import { codeOf, sentenceOf } from "../sock8/server/problem"
import { type Admin, requireAdmin } from "./admin-rules"

/** Something that admins do. */
export interface AdminAction<Schema extends z.ZodType> {
  readonly body: Schema
  /** By what the admin has to be known, as of a form. */
  readonly proof?: Proof
  /** What is wanted, for the log, such as "suspend ben". Holds nothing but ids. */
  readonly intent: (data: z.infer<Schema>) => string
  /** Does it. `note` takes the channels that it is about, as soon as they are known. */
  readonly act: (admin: Admin, data: z.infer<Schema>, note: ActNote) => Promise<Done>
}

/** What an action adds to its entry of the admin log. */
export interface ActNote {
  channels: readonly string[]
}

/** What came of it. */
export interface Done {
  /** What was done, for the log, such as "suspended ben". Never a secret. */
  readonly deed: string
  /** What the page is answered; absent for nothing. */
  readonly answer?: object
}

/** Makes such an endpoint. Each attempt is an entry of the admin log, also where it is refused. */
export function adminPost<Schema extends z.ZodType>({
  body,
  proof = "any",
  intent,
  act,
}: AdminAction<Schema>) {
  return (request: Request): Promise<Response> => {
    const note: ActNote = { channels: [] }
    let about = ""
    const post = formPost({
      sender: async (sent, by) => requireAdmin(await requireActivePerson(sent, by)),
      body,
      proof,
      act: async (admin, data) => {
        about = intent(data)
        const { deed, answer } = await act(admin, data, note)
        about = deed
        return answer
      },
      onEnd: (_, end) => record(request, end, { about, ...note }),
    })
    return post(request)
  }
}

function record(
  request: Request,
  { identity, error }: FormEnd,
  { about, channels }: ActNote & { about: string },
): void {
  const isDone = error === undefined
  realtime.tell(request, {
    attempt: "administer",
    allowed: isDone,
    why: isDone ? about : [about, sentenceOf(error)].filter(Boolean).join(": "),
    code: isDone ? null : codeOf(error),
    identity: identity ?? null,
    channels,
  })
}
