"use client"

import { buttonStyle } from "@/components/ui/button-style"
import { useConnection } from "@/lib/sock8/client/hooks"

/** What a refusal means for the reader, by its code. Codes that are not here get the general sentence. */
const meanings: Readonly<Record<string, string>> = {
  ACCOUNT_SUSPENDED: "You can look around, but no channel opens until an admin lifts the suspension.",
  EMAIL_NOT_VERIFIED: "Your account is ready; its channels open once your e-mail address is verified.",
  AUTH_REQUIRED: "You were signed out, perhaps in another window. Sign in again to go on.",
}

/** Says why the whole connection was refused, where the page would otherwise just stay empty. */
export function RefusalNotice() {
  const { status, reconnect } = useConnection()
  if (status.state !== "refused") return null
  const { message, data } = status.error
  return (
    <section
      aria-labelledby="refusal"
      className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-refused/25 border-b bg-refused-wash px-5 py-3.5 sm:px-8"
    >
      <div className="max-w-prose text-sm">
        <h2 id="refusal" className="font-semibold text-refused">
          {message}
        </h2>
        <p className="mt-0.5 text-ink-soft">{meanings[data.type] ?? "No channel is open at the moment."}</p>
      </div>
      <button type="button" onClick={reconnect} className={buttonStyle("secondary")}>
        Try again
      </button>
    </section>
  )
}
