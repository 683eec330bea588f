/** The pages of the documentation: the Markdown files below `docs/`, and nothing else. Servers only. */
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"

/** One page, read from disk. */
export interface DocPage {
  /** Its address below `/docs/`: the file's path without `.md`. */
  readonly slug: string
  readonly title: string
  /** Its first sentence, as plain text. */
  readonly summary: string
  readonly markdown: string
}

/** Pages that belong together, in reading order. */
export interface DocSection {
  readonly title: string
  readonly pages: readonly DocPage[]
}

/** Guides in reading order. A file that is not named here comes last, by its name. */
const GUIDES = [
  "patterns",
  "protocol",
  "errors",
  "security",
  "promises",
  "reliability",
  "performance",
  "deploy",
]

/**
 * All pages, in reading order: the walk, the guides, the decisions. Reads the whole folder at each call: what
 * answers requests asks `documentation.ts`.
 */
export async function readPages(): Promise<DocPage[]> {
  // Written out in place: the bundler looks at this very expression to see which files the server needs.
  const files = await readdir(join(process.cwd(), "docs"), { recursive: true })
  const slugs = files.map(toSlashes).flatMap((file) => (MARKDOWN.test(file) ? file.replace(/\.md$/, "") : []))
  return Promise.all(slugs.sort(inReadingOrder).map(readPage))
}

/** The page with this slug, or `undefined` where the listing has none: a slug is never made into a path. */
export function findPage(pages: readonly DocPage[], slug: string): DocPage | undefined {
  return pages.find((page) => page.slug === slug)
}

/** The pages under the titles that the table of contents gives them. */
export function inSections(pages: readonly DocPage[]): DocSection[] {
  const titles = ["Tutorial", "Guides", "Decisions"]
  return titles.map((title, rank) => ({ title, pages: pages.filter(({ slug }) => rankOf(slug) === rank) }))
}

const MARKDOWN = /^(?:[\w-]+\/)*[\w-]+\.md$/

function toSlashes(file: string): string {
  return file.replaceAll("\\", "/")
}

function rankOf(slug: string): number {
  if (slug.startsWith("tutorial/")) return 0
  return slug.startsWith("decisions/") ? 2 : 1
}

function inReadingOrder(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || guideRank(a) - guideRank(b) || (a < b ? -1 : 1)
}

function guideRank(slug: string): number {
  const index = GUIDES.indexOf(slug)
  return index < 0 ? GUIDES.length : index
}

async function readPage(slug: string): Promise<DocPage> {
  const markdown = await readFile(join(process.cwd(), "docs", `${slug}.md`), "utf8")
  const [, title = slug, rest = ""] = /^# (.+)\n([\s\S]*)$/.exec(markdown) ?? []
  return { slug, title: plain(title), summary: firstSentence(rest), markdown }
}

function firstSentence(markdown: string): string {
  const [paragraph = ""] = markdown.trim().split(/\n\s*\n/)
  const text = plain(paragraph.replaceAll("\n", " "))
  return /^(.+?[.:?])(?:\s|$)/.exec(text)?.[1]?.replace(/:$/, ".") ?? text
}

/** Markdown without its marks: links by their text, code and emphasis as they read. */
function plain(markdown: string): string {
  return markdown.replace(/\[([^[\]]+)\]\([^()]*\)/g, "$1").replace(/[`*]/g, "")
}
