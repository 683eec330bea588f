import { PageLink } from "@/components/ui/page-link"
import type { DocSection } from "@/lib/docs/pages"

/** The table of contents beside a page; on a phone it is folded above it. */
export function Contents({ sections, current }: { sections: readonly DocSection[]; current: string }) {
  return (
    <>
      <details className="contents-fold rounded-lg border border-line bg-surface lg:hidden">
        <summary className="min-h-11 px-4 py-2.5 font-medium text-sm">Contents</summary>
        <nav aria-label="Documentation" className="border-line border-t px-4 py-4">
          <Sections sections={sections} current={current} />
        </nav>
      </details>
      <nav aria-label="Documentation" className="hidden lg:block">
        <Sections sections={sections} current={current} />
      </nav>
    </>
  )
}

function Sections({ sections, current }: { sections: readonly DocSection[]; current: string }) {
  return (
    <div className="space-y-6 text-sm">
      {sections.map(({ title, pages }) => (
        <div key={title}>
          {/* No heading: those are the page's own, which come after. */}
          <p aria-hidden="true" className="font-medium">
            {title}
          </p>
          <ul aria-label={title} className="mt-1.5 border-line border-l">
            {pages.map(({ slug, title: page }) => (
              <li key={slug}>
                <PageLink
                  href={`/docs/${slug}`}
                  aria-current={slug === current ? "page" : undefined}
                  className="-ml-px block border-transparent border-l py-3 pl-3 text-ink-soft hover:text-ink lg:py-1.5 aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-accent"
                >
                  {page}
                </PageLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}
