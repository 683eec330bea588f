"use client"

import { useState } from "react"
import { bandStyle } from "@/components/ui/band-style"
import { buttonStyle } from "@/components/ui/button-style"
import { useConnection } from "@/lib/sock8/client/hooks"
import { type ErrorCode, refusals } from "@/lib/sock8/core/errors"

/** What a refusal means for the reader, by its code. Codes that are not here get the general sentence. */
const meanings: Readonly<Record<string, string>> = {
  ACCOUNT_SUSPENDED: "No page and no channel of your team opens until an admin lifts the suspension.",
  EMAIL_NOT_VERIFIED:
    "Your account is ready; its pages and channels open once your e-mail address is verified.",
  ORIGIN_FORBIDDEN:
    "The address in your browser is not the one that the app is set up with, in NEXTAUTH_URL or by its proxy.",
  AUTH_REQUIRED: "You were signed out, perhaps in another window. Sign in again to go on.",
}

/** Says why the whole connection was refused, where the page would otherwise just stay empty. */
export function RefusalNotice({
  known,
}: {
  /** What the page knows will be refused: said from the beginning, so that nothing moves when it is. */
  known: ErrorCode | undefined
}) {
  const { status, reconnect } = useConnection()
  const [isAnswered, setAnswered] = useState(false)
  if (!isAnswered && (status.state === "open" || status.state === "refused")) setAnswered(true)
  const expected = known && !isAnswered ? { code: known, message: refusals[known].title } : undefined
  const refusal =
    status.state === "refused" ? { code: status.error.data.type, message: status.error.message } : expected
  // `IdentityNotice` says more about it.
  if (!refusal || refusal.code === "IDENTITY_CHANGED") return null
  return (
    <section aria-labelledby="refusal" className={bandStyle("refused")}>
      <div className="max-w-prose text-sm">
        <h2 id="refusal" className="font-semibold text-refused">
          {refusal.message}
        </h2>
        <p className="mt-0.5 text-ink-soft">
          {meanings[refusal.code] ?? "No channel is open at the moment."}
        </p>
      </div>
      <button type="button" onClick={reconnect} className={buttonStyle("secondary")}>
        Try again
      </button>
    </section>
  )
}
