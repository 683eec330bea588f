import {
  CircleUserRound,
  MessagesSquare,
  NotebookPen,
  ScanSearch,
  ScrollText,
  ShieldCheck,
} from "lucide-react"
import { Fragment } from "react"
import { UnreadCount } from "@/components/read-markers/unread-count"
import { NavLink } from "./nav-link"

/**
 * Where one can go: oneself, one's teams and their boards, the attack gallery, and the log for admins. On phones a row that
 * scrolls sideways.
 */
export function Navigation({
  teams,
  admin,
}: {
  teams: readonly { readonly id: string; readonly name: string; readonly documentId: string }[]
  admin: boolean
}) {
  return (
    <nav
      aria-label="Dashboard"
      className="flex gap-1 overflow-x-auto border-line border-b px-2 py-1.5 md:flex-col md:border-r md:border-b-0 md:px-4 md:py-6"
    >
      <NavLink href="/dashboard">
        <CircleUserRound aria-hidden="true" className="size-4 max-md:hidden" />
        You
      </NavLink>
      {teams.map(({ id, name, documentId }) => (
        <Fragment key={id}>
          <NavLink href={`/dashboard/team/${id}`}>
            <MessagesSquare aria-hidden="true" className="size-4 max-md:hidden" />
            {name}
            <UnreadCount teamId={id} />
          </NavLink>
          <NavLink href={`/dashboard/document/${documentId}`}>
            <NotebookPen aria-hidden="true" className="size-4 max-md:hidden md:ml-6" />
            Board
            <span className="sr-only"> of {name}</span>
          </NavLink>
        </Fragment>
      ))}
      <NavLink href="/dashboard/attacks">
        <ShieldCheck aria-hidden="true" className="size-4 max-md:hidden" />
        Attacks
      </NavLink>
      <NavLink href="/dashboard/inspector">
        <ScanSearch aria-hidden="true" className="size-4 max-md:hidden" />
        Inspector
      </NavLink>
      {admin && (
        <NavLink href="/dashboard/admin" section>
          <ScrollText aria-hidden="true" className="size-4 max-md:hidden" />
          Admin
        </NavLink>
      )}
    </nav>
  )
}
