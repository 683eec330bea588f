"use client"

import { usePathname } from "next/navigation"
import { type ReactNode, useEffect, useRef } from "react"
import { PageLink } from "@/components/ui/page-link"

/** One entry of a navigation; the open page is marked, for eyes and for screen readers. */
export function NavLink({
  href,
  section = false,
  children,
}: {
  href: string
  /** Whether pages below this one are a part of it. */
  section?: boolean
  children: ReactNode
}) {
  const pathname = usePathname()
  const link = useRef<HTMLAnchorElement>(null)
  const isPage = pathname === href
  const isWithin = section && pathname.startsWith(`${href}/`)
  const current = isPage || isWithin
  useEffect(() => {
    if (current && link.current) showInRow(link.current)
  }, [current])
  return (
    <PageLink
      ref={link}
      href={href}
      aria-current={isPage ? "page" : isWithin}
      className={`flex min-h-11 items-center gap-2.5 whitespace-nowrap rounded-md px-3 text-sm transition-colors md:min-h-10 ${
        current ? "bg-accent-wash font-medium text-accent" : "text-ink-soft hover:bg-sunken hover:text-ink"
      }`}
    >
      {children}
    </PageLink>
  )
}

/** On phones the row scrolls sideways: what is open shall not be outside of it. The page itself stays where it is. */
function showInRow(link: HTMLElement): void {
  const row = link.parentElement
  row?.scrollTo({ left: link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2 })
}
