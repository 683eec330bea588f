import "./prose.css"
import type { Metadata } from "next"
import type { ReactNode } from "react"
import { Brand } from "@/components/brand/brand"
import { PageLink } from "@/components/ui/page-link"

export const metadata: Metadata = { title: { default: "Documentation", template: "%s · Grantway docs" } }

/** The frame of the documentation, which everybody may read. */
export default function DocsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-line border-b bg-surface">
        <div className="mx-auto flex min-h-14 max-w-6xl items-center justify-between gap-4 px-5 sm:px-8">
          <Brand />
          <nav aria-label="Site" className="flex items-center gap-1 text-sm">
            <PageLink
              href="/docs"
              className="inline-flex min-h-11 items-center rounded-md px-3 hover:bg-sunken"
            >
              Docs
            </PageLink>
            <PageLink
              href="/dashboard"
              className="inline-flex min-h-11 items-center rounded-md px-3 hover:bg-sunken"
            >
              Dashboard
            </PageLink>
          </nav>
        </div>
      </header>
      {children}
    </div>
  )
}
