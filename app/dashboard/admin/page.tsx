import type { Metadata } from "next"
import { ActionLog } from "@/components/admin/action-log"
import { AuditLog } from "@/components/admin/audit-log"
import { PageHeader } from "@/components/dashboard/page-header"
import { PageOf } from "@/components/identity/shown-person"
import { Charts } from "@/components/metrics/charts"
import { Empty } from "@/components/ui/empty"
import { Section } from "@/components/ui/section"
import { channels } from "@/lib/channels"
import { mayRead } from "@/lib/pages/decide-page"
import { requirePage } from "@/lib/pages/require-page"
import { OPERATOR, organisationName } from "@/lib/people/organisations"

export const metadata: Metadata = { title: "Admin" }

/** What happens just now, what admins did, and who tried to use the channels: for the admins of the organisation that runs the app. */
export default async function AdminPage() {
  const visitor = await requirePage("/dashboard/admin")
  const isTheirs = Object.values(channels.admin).every((channel) => mayRead(visitor, channel))
  return (
    <PageOf person={visitor.person.id}>
      <div className="w-full max-w-7xl px-5 py-8 sm:px-8">
        <PageHeader
          title="Admin"
          channels={["admin.metrics", "admin.actions", "admin.logs", "admin.anonymous"]}
        />
        <div className="mt-6">{isTheirs ? <ChartsAndLogs /> : <NotYours />}</div>
      </div>
    </PageOf>
  )
}

function ChartsAndLogs() {
  return (
    <>
      <h2 className="mb-2.5 font-medium text-sm">Now</h2>
      <Charts />
      <h2 className="mt-8 mb-2.5 font-medium text-sm">What admins did</h2>
      <ActionLog />
      <h2 className="mt-8 mb-2.5 font-medium text-sm">Attempts</h2>
      <AuditLog />
    </>
  )
}

function NotYours() {
  return (
    <Section title="Charts and logs">
      <Empty title={`Read by the admins of ${organisationName(OPERATOR)} only`}>
        They tell of the people of every organisation. The people, connections and keys of your own are on the
        pages beside this one.
      </Empty>
    </Section>
  )
}
