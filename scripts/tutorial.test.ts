import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { samplesIn } from "./markdown-samples"

const root = fileURLToPath(new URL("..", import.meta.url))
const folder = join(root, "docs/tutorial")
const quotes = readdirSync(folder).flatMap((chapter) =>
  samplesIn(readFileSync(join(folder, chapter), "utf8")).flatMap(({ file, code }) =>
    file ? [{ chapter, file, code }] : [],
  ),
)

test("some chapter quotes a file", () => {
  expect(quotes.length).toBeGreaterThan(0)
})

test.each(quotes)("what $chapter quotes stands in $file", ({ file, code }) => {
  expect(readFileSync(join(root, file), "utf8")).toContain(code)
})
