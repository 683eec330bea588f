import type { ReactNode } from "react"
import type { ErrorCode } from "@/lib/sock8/core/errors"
import { buttonStyle } from "./button-style"
import { MessagePage } from "./message-page"
import { PageLink } from "./page-link"

/** What a page says to people with a refusal of the whole account. Codes that are not here get the general sentences. */
const closed: Partial<Record<ErrorCode, { readonly title: string; readonly sentence: string }>> = {
  ACCOUNT_SUSPENDED: {
    title: "This page is closed while you are suspended",
    sentence:
      "Your account is suspended, so that nothing of your team is shown to you. An admin of your organisation can lift that.",
  },
  EMAIL_NOT_VERIFIED: {
    title: "This page opens once your e-mail address is verified",
    sentence: "Your e-mail address is not verified yet, so that nothing of your team is shown to you.",
  },
}

/** 403. Says the same whether the thing exists or not, so that nobody learns it by asking. */
export function ForbiddenPage({
  refusal,
}: {
  /** The code with which the rules refuse the whole account; absent where they refuse this page only. */
  refusal?: ErrorCode | undefined
}) {
  const reason = refusal && closed[refusal]
  if (!reason) return <NotGranted />
  return (
    <MessagePage
      status="403 Forbidden"
      title={reason.title}
      actions={
        <>
          <PageLink href="/dashboard/inspector" className={buttonStyle("primary")}>
            What you may do
          </PageLink>
          <OtherPerson />
        </>
      }
    >
      <p>{reason.sentence}</p>
      <p>You can sign out at the top of the page. What was written for you is kept.</p>
    </MessagePage>
  )
}

function NotGranted(): ReactNode {
  return (
    <MessagePage
      status="403 Forbidden"
      title="This was not granted to you"
      actions={
        <>
          <PageLink href="/dashboard" className={buttonStyle("primary")}>
            Your dashboard
          </PageLink>
          <OtherPerson />
        </>
      }
    >
      <p>You are signed in, and what you asked for belongs to other people, or to nobody.</p>
      <p>The lock is not on this page: its channels refuse you, too, however you ask.</p>
    </MessagePage>
  )
}

function OtherPerson(): ReactNode {
  return (
    <PageLink href="/sign-in" className={buttonStyle("secondary")}>
      Sign in as somebody else
    </PageLink>
  )
}
