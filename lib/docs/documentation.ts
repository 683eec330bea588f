/** The documentation as one process shows it. Servers only. */
import { env } from "../env"
import { type DocPage, readPages } from "./pages"
import { renderPage } from "./render"

/** A page and its body as HTML. */
export interface RenderedPage {
  readonly page: DocPage
  readonly html: string
}

/** All pages of one reading of the folder. */
export interface Documentation {
  /** In reading order. */
  readonly pages: readonly DocPage[]
  /**
   * The page with this slug, rendered at the first call; `undefined` where there is none. What is kept is bounded by
   * the number of pages: a slug from outside is only looked up.
   */
  find(slug: string): RenderedPage | undefined
}

/** Makes the documentation out of its pages. */
export function createDocumentation(pages: readonly DocPage[], render = renderPage): Documentation {
  const slugs = new Set(pages.map(({ slug }) => slug))
  const bySlug = new Map(pages.map((page) => [page.slug, page]))
  const rendered = new Map<string, RenderedPage>()

  return {
    pages,
    find(slug) {
      const known = rendered.get(slug)
      const page = bySlug.get(slug)
      if (known || !page) return known
      const result = { page, html: render(page, slugs) }
      rendered.set(slug, result)
      return result
    },
  }
}

/**
 * Makes a function that gives the documentation: the same at every call in production, where its files are part of the
 * build, and read again at every call in development, so that an edit shows at the next visit.
 */
export function openDocumentation(read: () => Promise<DocPage[]> = readPages): () => Promise<Documentation> {
  let kept: Promise<Documentation> | undefined
  const readAgain = async () => createDocumentation(await read())

  return () => {
    if (!env().strict) return readAgain()
    kept ??= readAgain().catch((error) => {
      kept = undefined
      throw error
    })
    return kept
  }
}

/** The documentation of this process. */
export const readDocumentation = openDocumentation()
