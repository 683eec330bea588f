import { findPage, readPages } from "./pages"

/** What Next hands to the route beside the request. */
export interface PageContext {
  readonly params: Promise<{ slug: string[] }>
}

/** Answers a page's Markdown as it is in the repository, or 404. */
export async function rawPage(_request: Request, { params }: PageContext): Promise<Response> {
  const page = findPage(await readPages(), (await params).slug.join("/"))
  if (!page) return new Response("There is no such page\n", { status: 404, headers: TEXT })
  return new Response(page.markdown, { headers: { "Content-Type": "text/markdown; charset=utf-8" } })
}

const TEXT = { "Content-Type": "text/plain; charset=utf-8" } as const
