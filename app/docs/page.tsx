import { PageLink } from "@/components/ui/page-link"
import { readDocumentation } from "@/lib/docs/documentation"
import { inSections } from "@/lib/docs/pages"

/** The index: every page with its first sentence. */
export default async function DocsIndex() {
  const sections = inSections((await readDocumentation()).pages)
  return (
    <main id="content" className="mx-auto w-full max-w-6xl px-5 py-8 sm:px-8 lg:py-12">
      <h1 className="font-semibold text-3xl tracking-tight">Documentation</h1>
      <p className="mt-3 max-w-prose text-ink-soft leading-relaxed">
        Start with the tutorial: it follows one message from the sign-in form to the screen of a teammate. For
        programs, the same pages are listed in{" "}
        <a href="/llms.txt" className="text-accent underline">
          llms.txt
        </a>
        . The app is early: its API may change in any version.
      </p>
      {sections.map(({ title, pages }) => (
        <section key={title} aria-label={title} className="mt-10">
          <h2 className="font-semibold text-xl tracking-tight">{title}</h2>
          <ul className="mt-3 grid grid-cols-1 gap-x-10 md:grid-cols-2">
            {pages.map(({ slug, title: page, summary }) => (
              <li key={slug} className="border-line border-t">
                <PageLink href={`/docs/${slug}`} className="group block min-h-11 py-3">
                  <span className="font-medium text-accent group-hover:underline">{page}</span>
                  <span className="mt-0.5 block text-ink-soft text-sm leading-relaxed">{summary}</span>
                </PageLink>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </main>
  )
}
