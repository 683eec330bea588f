import type { ReactNode } from "react"

/** A page that says one thing and what to do next: forbidden, not found, failed. */
export function MessagePage({
  status,
  title,
  children,
  actions,
}: {
  /** The HTTP status in words, small above the title. */
  status: string
  title: string
  children: ReactNode
  actions: ReactNode
}) {
  return (
    <div className="w-full max-w-xl px-5 py-8 sm:px-8">
      <p className="font-mono text-ink-faint text-sm">{status}</p>
      <h1 className="mt-3 font-semibold text-3xl tracking-tight">{title}</h1>
      <div className="mt-4 space-y-3 text-ink-soft leading-relaxed">{children}</div>
      <div className="mt-8 flex flex-wrap gap-3">{actions}</div>
    </div>
  )
}
