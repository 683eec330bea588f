import { randomBytes } from "node:crypto"
import { expect, test } from "vitest"
import { setEnv } from "../env"
import { createDocumentation, openDocumentation } from "./documentation"
import type { DocPage } from "./pages"

const page = (slug: string, markdown = `# ${slug}\n`): DocPage => ({
  slug,
  title: slug,
  summary: "",
  markdown,
})
const secret = () => randomBytes(32).toString("base64url")

/** A folder of one page that counts how often it is read, and says it in the page. */
function countedFolder() {
  let reads = 0
  return {
    reads: () => reads,
    async read(): Promise<DocPage[]> {
      reads += 1
      return [page("errors", `read ${reads}`)]
    },
  }
}

function startIn(mode: "production" | "development") {
  const common = { NEXTAUTH_SECRET: secret(), JWT_SECRET: secret(), NEXTAUTH_URL: "http://localhost:3000" }
  setEnv({ ...common, NODE_ENV: mode, ALLOW_EMBEDDED_REDIS: mode === "production" ? "on" : "" })
}

test("S-17 a page is rendered once, however often and in whatever order it is asked for", () => {
  const rendered: string[] = []
  const { find } = createDocumentation([page("a"), page("b")], ({ slug }) => {
    rendered.push(slug)
    return `<p>${slug}</p>`
  })
  for (const slug of ["a", "b", "a", "a", "b"]) expect(find(slug)?.html).toBe(`<p>${slug}</p>`)
  expect(rendered).toEqual(["a", "b"])
})

test("S-17 an address that is no page is neither rendered nor remembered", () => {
  const rendered: string[] = []
  const { find } = createDocumentation([page("a")], ({ slug }) => {
    rendered.push(slug)
    return ""
  })
  for (const slug of ["no-such-page", "__proto__", "", "../package.json"]) expect(find(slug)).toBeUndefined()
  expect(rendered).toEqual([])
})

test("S-17 in production the folder is read once, also by those who come at the same moment", async () => {
  startIn("production")
  const { read, reads } = countedFolder()
  const open = openDocumentation(read)
  const all = await Promise.all([open(), open(), open()])
  expect((await open()).find("errors")?.html).toContain("read 1")
  expect(new Set(all).size).toBe(1)
  expect(reads()).toBe(1)
})

test("S-17 in development an edit shows at the next visit", async () => {
  startIn("development")
  const { read } = countedFolder()
  const open = openDocumentation(read)
  expect((await open()).find("errors")?.html).toContain("read 1")
  expect((await open()).find("errors")?.html).toContain("read 2")
})

test("S-17 a folder that could not be read is read again at the next visit", async () => {
  startIn("production")
  const { read } = countedFolder()
  let isBroken = true
  const open = openDocumentation(() => (isBroken ? Promise.reject(new Error("EMFILE")) : read()))
  await expect(open()).rejects.toThrow("EMFILE")
  isBroken = false
  expect((await open()).pages).toHaveLength(1)
})
