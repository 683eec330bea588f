import type { Metadata } from "next"
import type { ReactNode } from "react"
import { Realtime } from "@/components/connection/realtime"
import { RefusalNotice } from "@/components/connection/refusal-notice"
import { Header } from "@/components/dashboard/header"
import { Navigation } from "@/components/dashboard/navigation"
import { IdentityNotice } from "@/components/identity/identity-notice"
import { ShownPersonProvider } from "@/components/identity/shown-person"
import { InboxProvider } from "@/components/notifications/inbox-provider"
import { NotificationToasts } from "@/components/notifications/notification-toasts"
import { Toasts } from "@/components/notifications/toasts"
import { Online } from "@/components/presence/online"
import { ReadMarkersProvider } from "@/components/read-markers/read-markers"
import { isAdmin } from "@/lib/administration/admin-rules"
import { channels } from "@/lib/channels"
import { documentOf } from "@/lib/documents/documents"
import { NO_INBOX } from "@/lib/notifications/inbox"
import { readInbox } from "@/lib/notifications/inbox-store"
import { mayRead } from "@/lib/pages/decide-page"
import type { PageVisitor } from "@/lib/pages/page-rules"
import { readVisitor } from "@/lib/pages/require-page"
import { organisationName, teamName } from "@/lib/people/organisations"
import { readMarkersOf } from "@/lib/read-markers/store"

export const metadata: Metadata = { title: { default: "You", template: "%s · Grantway" } }

/**
 * What all dashboard pages share: the connection, the header and the navigation. A layout is no lock, for
 * it is not rendered again at each step: every page asks for its person itself, and so does every channel.
 */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const visitor = await readVisitor()
  // The page sends visitors away itself: it knows where they were going, and a layout does not.
  if (!visitor) return children
  const { person, refusal } = visitor
  const teamIds = person.teamIds.filter((teamId) => mayRead(visitor, channels.team.chat.for({ teamId })))
  const teams = teamIds.map((id) => ({ id, name: teamName(id), documentId: documentOf(id).id }))
  const belongsTo = [person.orgId && organisationName(person.orgId), person.role === "admin" && "admin"]
  const { markers, inbox } = await readOwn(visitor)
  return (
    <ShownPersonProvider person={{ id: person.id, name: person.name }}>
      <Realtime>
        <ReadMarkersProvider personId={person.id} known={markers}>
          <InboxProvider userId={person.id} initial={inbox}>
            {/* A page that fills the window, such as the chat, marks itself with data-fill. */}
            <div className="grid min-h-dvh grid-cols-1 grid-rows-[auto_auto_minmax(0,1fr)] has-data-fill:h-full has-data-fill:min-h-0 md:grid-cols-[15rem_minmax(0,1fr)] md:grid-rows-[auto_minmax(0,1fr)]">
              <Header name={person.name} belongsTo={belongsTo.filter(Boolean).join(", ")} />
              <Navigation teams={teams} admin={isAdmin(person)} />
              <main id="content" className="flex min-h-0 min-w-0 flex-col">
                <IdentityNotice />
                <RefusalNotice known={refusal} />
                {children}
              </main>
            </div>
          </InboxProvider>
        </ReadMarkersProvider>
        <NotificationToasts userId={person.id} />
        <Online teamIds={teamIds} />
        <Toasts />
      </Realtime>
    </ShownPersonProvider>
  )
}

/** What is kept for one person, as far as the channels that tell of it are theirs to read. */
async function readOwn(visitor: PageVisitor) {
  const userId = visitor.person.id
  const [markers, inbox] = await Promise.all([
    mayRead(visitor, channels.read.for({ userId })) ? readMarkersOf(userId) : [],
    mayRead(visitor, channels.inbox.for({ userId })) ? readInbox(userId) : NO_INBOX,
  ])
  return { markers, inbox }
}
