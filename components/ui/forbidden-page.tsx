import { PageLink } from "@/components/ui/page-link"
import { buttonStyle } from "./button-style"
import { MessagePage } from "./message-page"

/** 403. Says the same whether the thing exists or not, so that nobody learns it by asking. */
export function ForbiddenPage() {
  return (
    <MessagePage
      status="403 Forbidden"
      title="This was not granted to you"
      actions={
        <>
          <PageLink href="/dashboard" className={buttonStyle("primary")}>
            Your dashboard
          </PageLink>
          <PageLink href="/sign-in" className={buttonStyle("secondary")}>
            Sign in as somebody else
          </PageLink>
        </>
      }
    >
      <p>You are signed in, and what you asked for belongs to other people, or to nobody.</p>
      <p>The lock is not on this page: its channels refuse you, too, however you ask.</p>
    </MessagePage>
  )
}
