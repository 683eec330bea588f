import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const components = fileURLToPath(new URL("..", import.meta.url))

/** A path of the tree with a parameter, or a whole channel of the admins', written out. */
const CHANNEL = /["'`][a-z-]+(?:\.[a-z-]+)*\.\{\w+\}|["'`]admin\.(?:actions|logs|anonymous|metrics)["'`]/

test("K-24 no script of the pages names a channel: what a key may be made for comes with its page", () => {
  const files = readdirSync(components, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => join(components, file))
  expect(files.length).toBeGreaterThan(100)
  expect(files.filter((file) => CHANNEL.test(readFileSync(file, "utf8")))).toEqual([])
})

test("K-24 the pattern finds a channel where one is written", () => {
  expect(CHANNEL.test('const samples = { "team.{teamId}.chat": {} }')).toBe(true)
  expect(CHANNEL.test('useChannel("admin.logs")')).toBe(true)
})
