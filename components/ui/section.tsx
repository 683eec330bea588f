import type { ReactNode } from "react"

/** A titled part of a page, in a box. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0">
      <h2 className="mb-2.5 font-medium text-sm">{title}</h2>
      <div className="overflow-hidden rounded-lg border border-line bg-surface">{children}</div>
    </section>
  )
}
