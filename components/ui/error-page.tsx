"use client"

import { buttonStyle } from "./button-style"
import { MessagePage } from "./message-page"

/** Something failed while the page was made. The digest finds the same failure in the server's log. */
export function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined
  return (
    <MessagePage
      status="500 Error"
      title="This page could not be shown"
      actions={
        <button type="button" onClick={retry} className={buttonStyle("primary")}>
          Try again
        </button>
      }
    >
      <p>It was not you. Nothing that was already said is lost.</p>
      {digest && (
        <p className="text-sm">
          In the server's log: <code className="font-mono">{digest}</code>
        </p>
      )}
    </MessagePage>
  )
}
