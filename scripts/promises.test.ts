import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { fillProofs, findLoose, findProofs, numbersIn } from "./promises"

const root = fileURLToPath(new URL("..", import.meta.url))
const page = readFileSync(`${root}docs/promises.md`, "utf8")
const pages = `${page}\n${readFileSync(`${root}docs/security.md`, "utf8")}`
const proofs = findProofs(root)

/** The formatter pads tables; what is written does not depend on it. */
const unpadded = (text: string) => text.replace(/ +/g, " ").replace(/-{3,}/g, "---")

test("every promise that is listed is named by a test", () => {
  expect(findLoose(pages, proofs).unproven).toEqual([])
})

test("every number in a title is listed", () => {
  expect(findLoose(pages, proofs).unknown).toEqual([])
})

test("the files beside each promise are up to date; if not: npm run docs", () => {
  expect(unpadded(page)).toBe(unpadded(fillProofs(page, proofs)))
})

test("numbers are found in titles of tests and groups, however they are quoted, and nowhere else", () => {
  // In pieces, so that these are no titles of this file.
  const call = (name: string, title: string) => `${name}(${title}, () => {})`
  const source = [
    call("test", '"K-5 R-1 one"'),
    call("describe.each(names)", "`U0-2 $" + "{name}`"),
    call("test.skip", "\n  'M-12 two'"),
    "// K-6 in a comment",
    call("expect", '"K-7"'),
    call("test", '"SK-8 and K-9x are none"'),
  ].join("\n")
  expect(numbersIn(source)).toEqual(["K-5", "R-1", "U0-2", "M-12"])
})
