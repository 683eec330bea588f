import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { renderPage } from "../lib/docs/render"
import { type ErrorCode, refusals, Sock8Error } from "../lib/sock8/core/errors"
import { errorsMarkdown } from "./error-table"

const page = readFileSync(fileURLToPath(new URL("../docs/errors.md", import.meta.url)), "utf8")
const unpadded = (text: string) =>
  text
    .replace(/ +/g, " ")
    .replace(/-{3,}/g, "---")
    .replace(/\n{2,}/g, "\n")

test("docs/errors.md is up to date; if not: npm run docs", () => {
  expect(unpadded(page)).toBe(unpadded(errorsMarkdown()))
})

test("M-21 the type of every problem is the address of its section", () => {
  const html = renderPage({ slug: "errors", title: "", summary: "", markdown: page }, new Set())
  for (const code of Object.keys(refusals) as ErrorCode[]) {
    const [address, anchor] = new Sock8Error(code).toProblem().type.split("#")
    expect(address).toBe("/docs/errors")
    expect(html).toContain(`<h3 id="${anchor}">${code} `)
  }
})
