import { NavLink } from "@/components/dashboard/nav-link"

/** The admin's pages: what happens and was attempted, who there is, and what is open. */
export function AdminNavigation() {
  return (
    <nav
      aria-label="Administration"
      className="flex gap-1 overflow-x-auto border-line border-b px-2 py-1.5 sm:px-5"
    >
      <NavLink href="/dashboard/admin">Overview</NavLink>
      <NavLink href="/dashboard/admin/people">People</NavLink>
      <NavLink href="/dashboard/admin/connections">Connections</NavLink>
      <NavLink href="/dashboard/admin/keys">Keys</NavLink>
    </nav>
  )
}
