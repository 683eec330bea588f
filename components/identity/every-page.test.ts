/** That no page and no request of a page is left out: read from the sources. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))

function sourcesIn(folder: string): Array<{ file: string; source: string }> {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /(?<!\.test)\.tsx?$/.test(file))
    .map((file) => ({ file: join(folder, file), source: readFileSync(join(root, folder, file), "utf8") }))
}

test("S-28 every page of the dashboard is shown as the page of the person it was rendered for", () => {
  const pages = sourcesIn("app/dashboard").filter(
    // The page for addresses that are none shows nothing of a person.
    ({ file }) => file.endsWith("/page.tsx") && !file.includes("[...missing]"),
  )
  expect(pages.length).toBeGreaterThan(10)
  for (const { file, source } of pages) {
    const [, page = ""] = source.split("export default async function")
    expect(page, file).toMatch(/return \(\n {4}<PageOf person=\{[\w.]+\}>/)
  }
})

test("S-28 components send requests in the name of the person whom the page shows", () => {
  const direct = sourcesIn("components").filter(({ source }) => /(?<![.\w])fetch\(/.test(source))
  expect(direct.map(({ file }) => file)).toEqual(["components/identity/page-identity.ts"])
})
