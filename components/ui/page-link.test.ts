import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))

test("no link of a page fetches ahead: all are the one that does not", () => {
  const files = ["app", "components"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  )
  const direct = files.filter(
    (file) => file.endsWith(".tsx") && readFileSync(join(root, file), "utf8").includes('from "next/link"'),
  )
  expect(direct).toEqual(["components/ui/page-link.tsx"])
})
