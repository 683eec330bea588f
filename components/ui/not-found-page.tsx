import { PageLink } from "@/components/ui/page-link"
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
          <PageLink href="/dashboard" className={buttonStyle("primary")}>
            Your dashboard
          </PageLink>
          <PageLink href="/" className={buttonStyle("secondary")}>
            Start page
          </PageLink>
        </>
      }
    >
      <p>The link may be old, or a letter of it went missing.</p>
    </MessagePage>
  )
}
