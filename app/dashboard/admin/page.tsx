import type { Metadata } from "next"
import { AuditLog } from "@/components/admin/audit-log"
import { PageHeader } from "@/components/dashboard/page-header"
import { Empty } from "@/components/ui/empty"
import { Section } from "@/components/ui/section"
import { isOperator } from "@/lib/administration/admin-rules"
import { requireAdmin } from "@/lib/auth/session"
import { OPERATOR, organisationName } from "@/lib/people/organisations"

export const metadata: Metadata = { title: "Admin" }

/** Every attempt to use the channels, allowed or refused, for the admins of the organisation that runs the app. */
export default async function AdminPage() {
  const admin = await requireAdmin("/dashboard/admin")
  return (
    <div className="w-full max-w-7xl px-5 py-8 sm:px-8">
      <PageHeader title="Admin" channels={["admin.logs"]} />
      <div className="mt-6">{isOperator(admin) ? <AuditLog /> : <NotYours />}</div>
    </div>
  )
}

function NotYours() {
  return (
    <Section title="Log of attempts">
      <Empty title={`Read by the admins of ${organisationName(OPERATOR)} only`}>
        The log tells of the people of every organisation. The people, connections and keys of your own are on
        the pages beside this one.
      </Empty>
    </Section>
  )
}
