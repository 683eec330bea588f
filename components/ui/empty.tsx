import type { ReactNode } from "react"

/** What stands where nothing is yet: what will come here, and how to make it come. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="px-4 py-6 text-sm">
      <p className="font-medium">{title}</p>
      {children && <div className="mt-1 max-w-prose text-ink-soft leading-relaxed">{children}</div>}
    </div>
  )
}
