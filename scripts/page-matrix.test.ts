/** The files below `app/` against the lines of the access matrix: a new page or GET without a line fails here. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { pageRules } from "@/lib/pages/page-rules"
import { addressesOf } from "./page-matrix"
import { matrixPage, readAddresses } from "./read-matrix"

const root = fileURLToPath(new URL("..", import.meta.url))
const files = readdirSync(join(root, "app"), { recursive: true, encoding: "utf8" })
  .map((file) => `app/${file.replaceAll("\\", "/")}`)
  .filter((file) => /\/(page|route)\.tsx?$/.test(file))

/** A route that takes POST and nothing else answers a GET with 405, see `lib/routes.test.ts`. */
function takesNoGet(file: string): boolean {
  return /= onlyMethods\(\{\s*POST: \w[^,{}]*,?\s*\}\)/.test(readFileSync(join(root, file), "utf8"))
}

/** Their handlers are made by calls, which the expression does not read. */
const postOnly = ["app/api/realtime-token/route.ts"]

test("S-5 every page and every route that answers a GET has a line in the access matrix", () => {
  const answering = files.filter((file) => !takesNoGet(file) && !postOnly.includes(file))
  expect(answering.length).toBeGreaterThan(20)
  expect(Object.keys(addressesOf).sort()).toEqual(answering.sort())
  for (const [file, addresses] of Object.entries(addressesOf))
    expect(addresses.length, file).toBeGreaterThan(0)
})

test("S-5 every page of the dashboard has a rule", () => {
  const pages = files.filter((file) => file.startsWith("app/dashboard/") && file.endsWith("/page.tsx"))
  expect(
    Object.keys(pageRules)
      .map((path) => `app${path}/page.tsx`)
      .sort(),
  ).toEqual(pages.sort())
})

test("the committed matrix has a line for every address", () => {
  const addresses = Object.values(addressesOf)
    .flat()
    .map(({ address }) => address)
  expect(readAddresses(matrixPage).map(({ address }) => address)).toEqual(addresses)
})
