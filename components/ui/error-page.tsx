"use client"

import { refusals } from "@/lib/sock8/core/errors"
import { buttonStyle } from "./button-style"
import { MessagePage } from "./message-page"

/** Something failed while the page was made. The digest finds the same failure in the server's log. */
export function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined
  const isUnavailable = digest === "UNAVAILABLE"
  return (
    <MessagePage
      status={isUnavailable ? "Unavailable" : "500 Error"}
      title={isUnavailable ? refusals.UNAVAILABLE.title : "This page could not be shown"}
      actions={
        <button type="button" onClick={retry} className={buttonStyle("primary")}>
          Try again
        </button>
      }
    >
      {isUnavailable && <p>What this page is made of cannot be reached at the moment.</p>}
      <p>It was not you. Nothing that was already said is lost.</p>
      {digest && !isUnavailable && (
        <p className="text-sm">
          In the server's log: <code className="font-mono">{digest}</code>
        </p>
      )}
    </MessagePage>
  )
}
