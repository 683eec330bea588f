import { Brand } from "@/components/brand/brand"
import { ConnectionBadge } from "@/components/connection/connection-badge"
import { Bell } from "@/components/notifications/bell"
import { Initials } from "@/components/ui/initials"
import { SignOutButton } from "./sign-out-button"

/** The top of every dashboard page: the connection's state, what is unread, who one is, and the way out. */
export function Header({ name, belongsTo }: { name: string; belongsTo: string }) {
  return (
    <header className="flex min-h-14 items-center gap-2.5 border-line border-b bg-surface px-5 sm:gap-6 md:col-span-2">
      <div className="shrink-0 md:w-57">
        <Brand compact />
      </div>
      <div className="min-w-0 grow">
        <ConnectionBadge />
      </div>
      <Bell />
      <div className="flex shrink-0 items-center gap-3">
        <Initials name={name} />
        <p className="text-sm leading-tight max-sm:sr-only">
          <span className="block font-medium">{name}</span>
          <span className="block text-ink-faint text-xs">{belongsTo}</span>
        </p>
      </div>
      <SignOutButton />
    </header>
  )
}
