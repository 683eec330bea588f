import { PageLink } from "@/components/ui/page-link"

/**
 * The mark and the name, leading home. The mark is a gate with somebody in it. Where a phone needs the room
 * for something else, `compact` leaves the name to screen readers.
 */
export function Brand({ compact = false }: { compact?: boolean }) {
  return (
    <PageLink
      href="/"
      className="-mx-2 inline-flex min-h-11 items-center gap-2.5 rounded-md px-2 font-semibold"
    >
      <Mark />
      <span className={`tracking-tight ${compact ? "max-sm:sr-only" : ""}`}>Grantway</span>
    </PageLink>
  )
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className="size-6 shrink-0">
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <path
        d="M9 25V15a7 7 0 0 1 14 0v10"
        className="fill-none stroke-on-accent"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <circle cx="16" cy="21" r="2.75" className="fill-on-accent" />
    </svg>
  )
}
