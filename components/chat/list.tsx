import type { ReactNode } from "react"

/** The list of a chat. Not an `<ol>`: between it and its items there are blocks, which that may not have. */
export function List({ children }: { children: ReactNode }) {
  // biome-ignore lint/a11y/useSemanticElements: see above
  return <div role="list">{children}</div>
}

/**
 * For what goes away, or changes its height, when older messages come. A browser keeps what one reads in place by an
 * element in view, its anchor: this must not be one.
 */
export const NO_ANCHOR = "[overflow-anchor:none]"

/** An item of a {@link List}. */
export function ListItem({
  className,
  quiet = false,
  children,
}: {
  className: string
  /** Whether it is no news: screen readers are told of others' new messages, not of history or one's own. */
  quiet?: boolean
  children: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div role="listitem" aria-live={quiet ? "off" : undefined} className={className}>
      {children}
    </div>
  )
}
