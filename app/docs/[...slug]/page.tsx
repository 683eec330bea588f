import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { cache } from "react"
import { PageLink } from "@/components/ui/page-link"
import { readDocumentation } from "@/lib/docs/documentation"
import { inSections } from "@/lib/docs/pages"
import { Contents } from "../contents"
import { CopyCode } from "../copy-code"

interface Props {
  readonly params: Promise<{ slug: string[] }>
}

const read = cache(async (slug: string) => {
  const { pages, find } = await readDocumentation()
  const found = find(slug) ?? notFound()
  return { pages, ...found }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const slug = (await params).slug.join("/")
  const { page } = await read(slug)
  const types = { "text/markdown": `/docs/${slug}.md` }
  return { title: page.title, description: page.summary, alternates: { types } }
}

/** One page of the documentation. */
export default async function DocsPage({ params }: Props) {
  const { pages, page, html } = await read((await params).slug.join("/"))
  const next = pages[pages.indexOf(page) + 1]
  return (
    <div className="mx-auto grid w-full max-w-6xl grow grid-cols-1 content-start gap-6 px-5 py-6 sm:px-8 lg:grid-cols-[14rem_minmax(0,1fr)] lg:gap-12 lg:py-10">
      <Contents sections={inSections(pages)} current={page.slug} />
      <main id="content" className="min-w-0 max-w-3xl pb-12">
        <CopyCode>
          {/* Our own files, rendered on the server. */}
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: see above */}
          <article className="prose" dangerouslySetInnerHTML={{ __html: html }} />
        </CopyCode>
        <footer className="mt-12 flex flex-wrap justify-between gap-x-6 border-line border-t pt-4 text-sm">
          <a
            href={`/docs/${page.slug}.md`}
            className="inline-flex min-h-11 items-center text-ink-soft underline"
          >
            This page as Markdown
          </a>
          {next && (
            <PageLink
              href={`/docs/${next.slug}`}
              className="inline-flex min-h-11 items-center text-accent underline"
            >
              Next: {next.title}
            </PageLink>
          )}
        </footer>
      </main>
    </div>
  )
}
