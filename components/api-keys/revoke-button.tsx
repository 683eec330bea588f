"use client"

import { useState, useTransition } from "react"
import { postForm } from "@/components/connection/post-form"
import { useRefreshOfShown } from "@/components/identity/use-signed-in"
import { buttonStyle } from "@/components/ui/button-style"

/** Ends a key for good. It asks once more, in its own place: there is no way back. */
export function RevokeButton({ id, name }: { id: string; name: string }) {
  const refresh = useRefreshOfShown()
  const [asks, setAsks] = useState(false)
  const [refusal, setRefusal] = useState<string>()
  const [pending, start] = useTransition()

  const revoke = () =>
    start(async () => {
      const refused = await postForm("/api/keys/revoke", { id })
      setRefusal(refused)
      if (!refused) refresh()
    })

  return (
    <div>
      {asks ? (
        <div className="flex flex-wrap gap-2">
          <button
            type="button"
            // The question takes the place of the button that was pressed, and its focus.
            ref={(button) => button?.focus()}
            onClick={revoke}
            disabled={pending}
            aria-label={`Revoke ${name} for good`}
            className={`${buttonStyle("secondary")} text-refused`}
          >
            Revoke for good
          </button>
          <button type="button" onClick={() => setAsks(false)} className={buttonStyle("quiet")}>
            Keep it
          </button>
        </div>
      ) : (
        <button
          type="button"
          onClick={() => setAsks(true)}
          aria-label={`Revoke ${name}`}
          className={buttonStyle("secondary")}
        >
          Revoke
        </button>
      )}
      <p role="alert" className="text-refused text-sm empty:hidden [&:not(:empty)]:mt-2">
        {refusal && `Not revoked: ${refusal}.`}
      </p>
    </div>
  )
}
