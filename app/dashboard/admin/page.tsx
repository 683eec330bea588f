import type { Metadata } from "next"
import { AuditLog } from "@/components/admin/audit-log"
import { PageHeader } from "@/components/dashboard/page-header"
import { Charts } from "@/components/metrics/charts"
import { Empty } from "@/components/ui/empty"
import { Section } from "@/components/ui/section"
import { channels } from "@/lib/channels"
import { mayRead } from "@/lib/pages/decide-page"
import { requirePage } from "@/lib/pages/require-page"
import { OPERATOR, organisationName } from "@/lib/people/organisations"

export const metadata: Metadata = { title: "Admin" }

/** What happens just now, and every attempt to use the channels, allowed or refused: for the admins of the organisation that runs the app. */
export default async function AdminPage() {
  const visitor = await requirePage("/dashboard/admin")
  const isTheirs = [channels.admin.metrics, channels.admin.logs].every((channel) => mayRead(visitor, channel))
  return (
    <div className="w-full max-w-7xl px-5 py-8 sm:px-8">
      <PageHeader title="Admin" channels={["admin.metrics", "admin.logs"]} />
      <div className="mt-6">{isTheirs ? <ChartsAndLog /> : <NotYours />}</div>
    </div>
  )
}

function ChartsAndLog() {
  return (
    <>
      <h2 className="mb-2.5 font-medium text-sm">Now</h2>
      <Charts />
      <h2 className="mt-8 mb-2.5 font-medium text-sm">Attempts</h2>
      <AuditLog />
    </>
  )
}

function NotYours() {
  return (
    <Section title="Charts and log of attempts">
      <Empty title={`Read by the admins of ${organisationName(OPERATOR)} only`}>
        They tell of the people of every organisation. The people, connections and keys of your own are on the
        pages beside this one.
      </Empty>
    </Section>
  )
}
