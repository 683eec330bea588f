/** Where a link in the documentation leads, when it is read in the app and not in the repository. */

/** A page of the app, another site, or a file of the repository, which the app does not serve. */
export type LinkTarget =
  | { readonly kind: "page"; readonly href: string }
  | { readonly kind: "site"; readonly href: string }
  | { readonly kind: "file"; readonly path: string }

const REPOSITORY = "http://repository.invalid/"

/** Resolves a link of the page `slug`; links are written as the repository needs them, relative to the file. */
export function resolveLink(href: string, slug: string, slugs: ReadonlySet<string>): LinkTarget {
  if (href.startsWith("#")) return { kind: "page", href }
  const { origin, pathname, hash } = new URL(href, `${REPOSITORY}docs/${slug}.md`)
  if (`${origin}/` !== REPOSITORY) return { kind: "site", href }
  const [, page] = /^\/docs\/(.+)\.md$/.exec(pathname) ?? []
  if (page !== undefined && slugs.has(page)) return { kind: "page", href: `/docs/${page}${hash}` }
  return { kind: "file", path: pathname.slice(1) }
}
