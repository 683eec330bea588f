/** Markdown of `docs/` as HTML. The files are ours and are trusted: nothing in them is escaped or removed. */
import { Marked, Renderer, type RendererObject } from "marked"
import { gfmHeadingId } from "marked-gfm-heading-id"
import { resolveLink } from "./links"
import type { DocPage } from "./pages"

/**
 * The body of a page as HTML. Headings have the ids that GitHub gives them; code has a button to copy it,
 * which does nothing before `app/docs/copy-code.tsx` has run.
 */
export function renderPage({ markdown, slug }: DocPage, slugs: ReadonlySet<string>): string {
  const marked = new Marked(headingIds, { renderer: rendererFor(slug, slugs) })
  return marked.parse(markdown, { async: false })
}

const headingIds = gfmHeadingId()

function rendererFor(slug: string, slugs: ReadonlySet<string>): RendererObject {
  let tables = 0
  return {
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens)
      const target = resolveLink(href, slug, slugs)
      if (target.kind === "file") return text
      const outside = target.kind === "site" ? ' rel="noreferrer"' : ""
      return `<a href="${escapeHtml(target.href)}"${outside}>${text}</a>`
    },
    // A wide table scrolls by itself, so it has to be reachable by keyboard.
    table(token) {
      tables += 1
      const label = `Table ${tables}: ${token.header.map(({ text }) => text).join(", ")}`
      const table = Renderer.prototype.table.call(this, token)
      return `<div class="wide" role="region" tabindex="0" aria-label="${escapeHtml(label)}">${table}</div>`
    },
    code: ({ text, lang = "" }) => codeBlock(text, lang),
    heading(token) {
      const html = headingIds.renderer?.heading?.call(this, token) || ""
      return token.depth > 1 && token.depth < 5 ? withAnchor(html) : html
    },
  }
}

/** The first word after the fence is the language, as GitHub reads it; what follows is the file's name. */
function codeBlock(text: string, info: string): string {
  const [language = "", file = language] = info.split(" ")
  const caption = `<figcaption>${escapeHtml(file)}<button type="button" data-copy>Copy</button></figcaption>`
  return `<figure class="code">${caption}<pre tabindex="0"><code>${escapeHtml(text)}</code></pre></figure>\n`
}

/** A heading with a link to itself at its end. */
function withAnchor(heading: string): string {
  const [, id = ""] = heading.split('"', 2)
  const anchor = `<a class="anchor" href="#${id}" aria-label="Link to this section">#</a>`
  const end = heading.lastIndexOf("</h")
  return `${heading.slice(0, end)} ${anchor}${heading.slice(end)}`
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
}
