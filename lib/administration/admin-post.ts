/** `POST` endpoints of the admin pages: an active admin of an organisation, and every attempt on the record. */
import type { z } from "zod"
import { recordAction } from "../audit/admin-actions"
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
  /** What is wanted, for the logs, such as "suspend ben". Holds nothing but ids. */
  readonly intent: (data: z.infer<Schema>) => string
  /** Asks whether the admin may do it, then awaits `action.begin()`, then does it. */
  readonly act: (admin: Admin, data: z.infer<Schema>, action: Action) => Promise<Done>
}

/** The entry of an action in the logs, as the action fills it in. */
export interface Action {
  /** The channels that it is about, as soon as they are known. */
  channels: readonly string[]
  /**
   * Records that it is done now. Nothing may be changed before, so that no change is missing in the log.
   *
   * @throws Sock8Error `RATE_LIMITED`, `UNAVAILABLE`
   */
  begin(): Promise<void>
}

/** What came of it. */
export interface Done {
  /** What was done, for the logs, such as "suspended ben". Never a secret. */
  readonly deed: string
  /** What the page is answered; absent for nothing. */
  readonly answer?: object
}

/** Makes such an endpoint. What is done is in the log `admin.actions`; what is refused, in that of attempts. */
export function adminPost<Schema extends z.ZodType>({
  body,
  proof = "any",
  intent,
  act,
}: AdminAction<Schema>) {
  return (request: Request): Promise<Response> => {
    const about: About = { deed: "", channels: [] }
    const post = formPost({
      sender: async (claim) => requireAdmin(await requireActivePerson(claim)),
      body,
      proof,
      act: async (admin, data) => {
        about.deed = intent(data)
        const { deed, answer } = await actOnRecord({ request, admin, about }, (action) =>
          act(admin, data, action),
        )
        about.deed = deed
        return answer
      },
      onEnd: (_, end) => tellAttempt(request, end, about),
    })
    return post(request)
  }
}

/** What is known of a request so far, for the logs. */
interface About {
  deed: string
  channels: readonly string[]
}

/** Acts, and records what came of it before anything else happens. */
async function actOnRecord(
  { request, admin, about }: { request: Request; admin: Admin; about: About },
  act: (action: Action) => Promise<Done>,
): Promise<Done> {
  const record = recordAction({ request, admin, deed: about.deed, channels: () => about.channels })
  const action: Action = Object.assign(about, { begin: record.begin })
  try {
    const done = await act(action)
    await record.end({ state: "done", deed: done.deed })
    return done
  } catch (error) {
    const code = codeOf(error)
    // Where Redis did not answer it may have been done all the same.
    await record.end({ state: code === "UNAVAILABLE" ? "begun" : "refused", code })
    throw error
  }
}

function tellAttempt(request: Request, { identity, error }: FormEnd, { deed, channels }: About): void {
  const isDone = error === undefined
  realtime.tell(request, {
    attempt: "administer",
    allowed: isDone,
    why: isDone ? deed : [deed, sentenceOf(error)].filter(Boolean).join(": "),
    code: isDone ? null : codeOf(error),
    identity: identity ?? null,
    channels,
  })
}
