/**
 * The address that the person wants to see: that of the link which they followed last, until it is open. Next opens a link
 * without a word of where it leads, so the click itself is looked at.
 */

let followed: { readonly href: string; readonly from: string } | undefined

/** Notes the links that are followed, from now on. Returns the undo. */
export function watchLinks(): () => void {
  const onClick = (event: MouseEvent) => {
    const href = linkOf(event)
    if (href !== undefined) followed = { href, from: location.href }
  }
  // Going back is no click, and leads away from where the link was followed.
  const onBack = () => {
    followed = undefined
  }
  // So does a page that the browser kept. It is shown after a first load, too, before which one may have clicked.
  const onKept = ({ persisted }: PageTransitionEvent) => {
    if (persisted) followed = undefined
  }
  // Before Next, which takes the event for itself.
  document.addEventListener("click", onClick, { capture: true })
  window.addEventListener("popstate", onBack)
  window.addEventListener("pageshow", onKept)
  return () => {
    document.removeEventListener("click", onClick, { capture: true })
    window.removeEventListener("popstate", onBack)
    window.removeEventListener("pageshow", onKept)
  }
}

/** The address of the link that was followed on this page and is not open, or of the page itself. */
export function wantedAddress(): { readonly href: string; readonly isLink: boolean } {
  const here = location.href
  if (followed?.from !== here || followed.href === here) return { href: here, isLink: false }
  return { href: followed.href, isLink: true }
}

/** Where a click leads in this tab and within the app. */
function linkOf({ target, button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): string | undefined {
  if (button !== 0 || metaKey || ctrlKey || shiftKey || altKey || !(target instanceof Element))
    return undefined
  const link = target.closest("a")
  if (!link || link.origin !== location.origin || link.hasAttribute("download")) return undefined
  return link.target === "" || link.target === "_self" ? link.href : undefined
}
