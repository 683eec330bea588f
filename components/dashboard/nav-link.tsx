"use client"

import Link from "next/link"
import { usePathname } from "next/navigation"
import type { ReactNode } from "react"

/** One entry of the navigation; the open page is marked, for eyes and for screen readers. */
export function NavLink({ href, children }: { href: string; children: ReactNode }) {
  const current = usePathname() === href
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      className="flex min-h-11 items-center gap-2.5 whitespace-nowrap rounded-md px-3 text-ink-soft text-sm transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:bg-accent-wash aria-[current=page]:font-medium aria-[current=page]:text-accent md:min-h-10"
    >
      {children}
    </Link>
  )
}
