import Link from "next/link"
import { buttonStyle } from "./button-style"
import { MessagePage } from "./message-page"

/** 404: nothing at this address. */
export function NotFoundPage() {
  return (
    <MessagePage
      status="404 Not found"
      title="There is nothing at this address"
      actions={
        <>
          <Link href="/dashboard" className={buttonStyle("primary")}>
            Your dashboard
          </Link>
          <Link href="/" className={buttonStyle("secondary")}>
            Start page
          </Link>
        </>
      }
    >
      <p>The link may be old, or a letter of it went missing.</p>
    </MessagePage>
  )
}
