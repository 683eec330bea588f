import { existsSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { PHASE_PRODUCTION_SERVER } from "next/constants"
import { expect, test } from "vitest"
import { GET as llms } from "@/app/llms.txt/route"
import { GET as raw } from "@/app/markdown/[...slug]/route"
import nextConfig from "@/next.config"
import { resolveLink } from "./links"
import { findPage, inSections, readPages } from "./pages"
import { renderPage } from "./render"

const root = fileURLToPath(new URL("../..", import.meta.url))
const pages = await readPages()
const slugs = new Set(pages.map(({ slug }) => slug))
const ask = (...slug: string[]) =>
  raw(new Request("http://localhost/"), { params: Promise.resolve({ slug }) })

test("every page has a title and a first sentence, and stands in one section", () => {
  for (const { slug, title, summary } of pages) {
    expect(title, slug).not.toBe(slug)
    expect(summary, slug).toMatch(/^\S.*[.?]$/)
    expect(summary.length, slug).toBeLessThan(240)
    expect(summary.length, slug).toBeGreaterThan(20)
  }
  expect(inSections(pages).flatMap((section) => section.pages)).toHaveLength(pages.length)
})

test("the tutorial is in the order of the walk", () => {
  const [tutorial] = inSections(pages)
  expect(tutorial?.pages.map(({ slug }) => slug)).toEqual([
    "tutorial/1-sign-in",
    "tutorial/2-authorize",
    "tutorial/3-token",
    "tutorial/4-connect",
    "tutorial/5-deliver",
    "tutorial/6-publish",
    "tutorial/7-presence",
    "tutorial/8-revoke",
    "tutorial/where-checks-live",
    "tutorial/worth-keeping",
  ])
})

test("M-62 the tutorial ends with six things to keep, each with its chapter and promises that tests keep", () => {
  const markdown = findPage(pages, "tutorial/worth-keeping")?.markdown ?? ""
  const rows = [...markdown.matchAll(/^\| \*\*(.+)\|(.+)\|(.+)\|$/gm)]
  expect(rows).toHaveLength(6)
  const promises = findPage(pages, "promises")?.markdown ?? ""
  for (const [, text = "", chapters = "", kept = ""] of rows) {
    expect(chapters, text).toMatch(/\]\((\d-\w+|\.\.\/patterns)\.md\)/)
    const ids = [...kept.matchAll(/\[([A-Z]\d?-\d+)\]/g)].map(([, id]) => id)
    expect(ids.length, text).toBeGreaterThanOrEqual(2)
    for (const id of ids) expect(promises).toMatch(new RegExp(`^\\| ${id} +\\|.*\\.(test|spec)\\.ts`, "m"))
  }
})

test("U1-1 llms.txt lists every page with the address of its Markdown and one line", async () => {
  const response = await llms()
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8")
  const text = await response.text()
  expect(text).toMatch(/^# Grantway\n\n> .+\n\n## Tutorial\n\n- \[/)
  for (const { slug, title, summary } of pages) {
    expect(text).toContain(`- [${title}](/docs/${slug}.md): ${summary}\n`)
  }
})

test("K-19 whoever starts to read is told that the API may still change", async () => {
  const start = readFileSync(join(root, "README.md"), "utf8").slice(0, 1500)
  expect(start).toContain("The API may change in any version")
  expect(await (await llms()).text()).toContain("the API may change in any version")
})

test("U1-1 each page is there as the Markdown that it was written in", async () => {
  for (const { slug, markdown } of pages) {
    const response = await ask(...slug.split("/"))
    expect(response.headers.get("content-type")).toBe("text/markdown; charset=utf-8")
    expect(await response.text()).toBe(markdown)
    expect(markdown).toBe(readFileSync(join(root, "docs", `${slug}.md`), "utf8"))
  }
})

test("U1-1 the address of a page with .md behind it leads to that Markdown", async () => {
  const rewrites = await nextConfig(PHASE_PRODUCTION_SERVER).rewrites?.()
  const raw = { source: "/docs/:path*.md", destination: "/markdown/:path*" }
  expect(rewrites).toMatchObject({ afterFiles: expect.arrayContaining([raw]) })
})

test("what is not in the listing is 404, wherever it would lead", async () => {
  const hostile = [
    ["..", "README"],
    ["..", ".env"],
    ["../README"],
    ["/etc/passwd"],
    ["errors.md"],
    [""],
    ["__proto__"],
  ]
  for (const slug of hostile) expect((await ask(...slug)).status, slug.join()).toBe(404)
  expect(findPage(pages, "tutorial")).toBeUndefined()
})

test("U1-10 a rendered pattern unfolds, names its file and has a button to copy it", () => {
  const page = findPage(pages, "patterns")
  const html = page ? renderPage(page, slugs) : ""
  expect(html).toMatch(/<details>\s*<summary>User: .*<code>lib\/door\.ts<\/code><\/summary>/)
  expect(html).toContain('<figcaption>lib/door.ts<button type="button" data-copy>Copy</button></figcaption>')
  expect(html).not.toMatch(/```|<p><\/details>/)
})

test("headings link to themselves, tables scroll by themselves, and code is text", () => {
  const markdown =
    '# T\n\n## A `b` & c\n\n## A `b` & c\n\n| x | y |\n| - | - |\n| 1 | 2 |\n\n```html\n<b>&"\n```\n'
  const html = renderPage({ slug: "x", title: "T", summary: "", markdown }, slugs)
  expect(html).toContain('<h2 id="a-b--c">')
  expect(html).toContain('href="#a-b--c-1"')
  expect(html).toContain('<div class="wide" role="region" tabindex="0" aria-label="Table 1: x, y"><table>')
  expect(html).toContain("<code>&lt;b&gt;&amp;&quot;</code>")
})

test("a link leads to a page of the app, to another site, or is shown as the text it is", () => {
  expect(resolveLink("../errors.md#not_found", "tutorial/1-sign-in", slugs)).toEqual({
    kind: "page",
    href: "/docs/errors#not_found",
  })
  expect(resolveLink("2-authorize.md", "tutorial/1-sign-in", slugs)).toEqual({
    kind: "page",
    href: "/docs/tutorial/2-authorize",
  })
  expect(resolveLink("../lib/door.ts", "patterns", slugs)).toEqual({ kind: "file", path: "lib/door.ts" })
  expect(resolveLink("https://example.org/a.md", "patterns", slugs)).toMatchObject({ kind: "site" })
  const [page] = pages
  const html = page && renderPage({ ...page, slug: "x", markdown: "[`a.ts`](../a.ts)" }, slugs)
  expect(html).toBe("<p><code>a.ts</code></p>\n")
})

const linked = [...pages.map(({ slug }) => `docs/${slug}.md`), "README.md"]
const link = /\[[^\]]*\]\(([^)\s]+)\)/g

test.each(linked)("every link in %s leads somewhere", (file) => {
  const text = readFileSync(join(root, file), "utf8").replace(/^```[\s\S]*?^```$/gm, "")
  for (const [, href = ""] of text.matchAll(link)) {
    if (/^https?:/.test(href)) continue
    const [path = "", anchor] = href.split("#")
    const target = path === "" ? join(root, file) : resolve(join(root, dirname(file)), path)
    expect(existsSync(target), href).toBe(true)
    if (anchor) expect(anchorsOf(target), href).toContain(anchor)
  }
})

function anchorsOf(file: string): string[] {
  const markdown = readFileSync(file, "utf8")
  const html = renderPage({ slug: "x", title: "", summary: "", markdown }, slugs)
  return [...html.matchAll(/ id="([^"]+)"/g)].map(([, id = ""]) => id)
}
