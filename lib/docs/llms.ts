import { type DocPage, inSections } from "./pages"

/** The index of the documentation for programs, in the form of llmstxt.org: each page with its Markdown's address. */
export function llmsText(pages: readonly DocPage[]): string {
  const sections = inSections(pages).map(
    ({ title, pages: own }) => `## ${title}\n\n${own.map(line).join("\n")}\n`,
  )
  return `# Grantway\n\n> Realtime channels for Next.js that nobody joins without a grant. Early: the API may change in any version.\n\n${sections.join("\n")}`
}

function line({ slug, title, summary }: DocPage): string {
  return `- [${title}](/docs/${slug}.md): ${summary}`
}
