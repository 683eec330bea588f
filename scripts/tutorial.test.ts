import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const root = fileURLToPath(new URL("..", import.meta.url))
const folder = join(root, "docs/tutorial")
/** A fenced block of any language whose fence names a file. */
const QUOTE = /^```\w+ (\S+)\n([\s\S]*?)^```$/gm
const quotes = readdirSync(folder).flatMap((chapter) =>
  [...readFileSync(join(folder, chapter), "utf8").matchAll(QUOTE)].map(([, file = "", code = ""]) => ({
    ...{ chapter, file, code },
  })),
)

test("some chapter quotes a file", () => {
  expect(quotes.length).toBeGreaterThan(0)
})

test.each(quotes)("what $chapter quotes stands in $file", ({ file, code }) => {
  expect(unindented(readFileSync(join(root, file), "utf8"))).toContain(unindented(code))
})

/** A quote stands further to the left than what it quotes. */
function unindented(code: string): string {
  return code.replace(/^ +/gm, "")
}
