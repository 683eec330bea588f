import type { Metadata } from "next"
import { AuditLog } from "@/components/admin/audit-log"
import { PageHeader } from "@/components/dashboard/page-header"
import { requireAdmin } from "@/lib/auth/session"

export const metadata: Metadata = { title: "Admin" }

/** Every attempt to use the channels, allowed or refused, for admins. */
export default async function AdminPage() {
  await requireAdmin("/dashboard/admin")
  return (
    <div className="w-full max-w-7xl px-5 py-8 sm:px-8">
      <PageHeader title="Admin" channels={["admin.logs"]} />
      <div className="mt-6">
        <AuditLog />
      </div>
    </div>
  )
}
