import type { ReactNode } from "react"
import { AdminNavigation } from "@/components/administration/admin-navigation"

/** What the admin's pages share. Each of them asks for its admin itself. */
export default function AdminLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <AdminNavigation />
      {children}
    </>
  )
}
