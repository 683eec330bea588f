import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { compiler } from "./compiler"
import { samplesIn, unpackSamples } from "./markdown-samples"

const root = fileURLToPath(new URL("..", import.meta.url))
const page = readFileSync(join(root, "docs/patterns.md"), "utf8")

test("U1-10 each pattern unfolds, is titled with its file, and is one block to copy", () => {
  const samples = samplesIn(page)
  expect(samples).toHaveLength([...page.matchAll(/<details>/g)].length)
  expect(samples.map(({ file }) => file)).toEqual(expect.arrayContaining(["lib/door.ts", "lib/authorize.ts"]))
  for (const { title, file } of samples) expect(title).toMatch(new RegExp(`· ${file}$`))
  expect(new Set(samples.map(({ title }) => title)).size).toBe(samples.length)
})

test("U1-10 each pattern compiles as it stands, under the settings of the project", {
  timeout: 60_000,
}, () => {
  const { folder, remove } = unpackSamples(root, samplesIn(page))
  try {
    const config = {
      extends: "../../tsconfig.json",
      compilerOptions: { incremental: false, noEmit: true },
      include: ["*.ts", "../../types/**/*.d.ts", "../../lib/**/*.d.ts"],
    }
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config))
    const { stdout, stderr, status } = spawnSync(compiler(), ["-p", folder], { cwd: root, encoding: "utf8" })
    expect(`${stdout}${stderr}`).toBe("")
    expect(status).toBe(0)
  } finally {
    remove()
  }
})
