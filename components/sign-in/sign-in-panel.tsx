import type { ReactNode } from "react"

/** One way to sign in: a heading and what belongs to it. */
export function SignInPanel({
  title,
  note,
  children,
}: {
  title: string
  note?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="min-w-0">
      <h2 className="font-medium">{title}</h2>
      {note && <p className="mt-1 text-ink-soft text-sm leading-relaxed">{note}</p>}
      <div className="mt-4">{children}</div>
    </section>
  )
}
