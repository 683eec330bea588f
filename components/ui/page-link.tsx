import Link from "next/link"
import type { ComponentProps } from "react"

/**
 * A link to a page of the app. It is fetched when it is followed and not before: such a page asks Redis who looks, and ten
 * links in view would ask ten times at each page. Besides, Next repeats without a pause what it fetches ahead in vain where
 * the server answers otherwise (`experimental.useOffline`).
 */
export function PageLink(props: Omit<ComponentProps<typeof Link>, "prefetch">) {
  return <Link prefetch={false} {...props} />
}
