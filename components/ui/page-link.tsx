import Link from "next/link"
import type { ComponentProps } from "react"

/**
 * A link to a page that is made for whoever looks at it. It is fetched when it is followed and not before: such
 * a page asks Redis who looks, and ten links in view would ask ten times at each page.
 */
export function PageLink(props: Omit<ComponentProps<typeof Link>, "prefetch">) {
  return <Link prefetch={false} {...props} />
}
