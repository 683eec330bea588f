import type { Metadata } from "next"
import { PageHeader } from "@/components/dashboard/page-header"
import { PageOf } from "@/components/identity/shown-person"
import { InboxList } from "@/components/notifications/inbox-list"
import { requirePage } from "@/lib/pages/require-page"

export const metadata: Metadata = { title: "Inbox" }

/** All notifications of one person, read and unread. */
export default async function InboxPage() {
  const {
    person: { id },
  } = await requirePage("/dashboard/inbox")
  return (
    <PageOf person={id}>
      <div className="w-full max-w-3xl px-5 py-8 sm:px-8">
        <PageHeader title="Inbox" channels={[`notification.${id}`, `inbox.${id}`]} />
        <div className="mt-6">
          <InboxList userId={id} />
        </div>
      </div>
    </PageOf>
  )
}
