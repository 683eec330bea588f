import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterEach, beforeEach, expect, test } from "vitest"
import { readDevelopmentSecrets } from "./development-secrets"
import { readEnv } from "./env"

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "grantway-secrets-"))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

test("secrets are made once, and strong enough for production", () => {
  const folder = join(home, ".grantway")
  const made = readDevelopmentSecrets(folder)
  expect(readDevelopmentSecrets(folder)).toEqual(made)
  expect(() => readEnv({ ...made })).not.toThrow()
  expect(new Set(Object.values(made)).size).toBe(3)
})

test("another checkout has other secrets", () => {
  expect(readDevelopmentSecrets(join(home, "a"))).not.toEqual(readDevelopmentSecrets(join(home, "b")))
})

test("nobody but the owner can read the file, and nothing is left beside it", () => {
  const folder = join(home, ".grantway")
  readDevelopmentSecrets(folder)
  expect(readdirSync(folder)).toEqual(["development.json"])
  if (process.platform !== "win32")
    expect(statSync(join(folder, "development.json")).mode & 0o777).toBe(0o600)
})

test("a file that is broken or of an older version is made anew", () => {
  mkdirSync(home, { recursive: true })
  writeFileSync(join(home, "development.json"), '{"NEXTAUTH_SECRET":"short"}')
  const made = readDevelopmentSecrets(home)
  expect(JSON.parse(readFileSync(join(home, "development.json"), "utf8"))).toEqual(made)
})

test("processes that start at the same moment agree", async () => {
  const module = new URL("./development-secrets.ts", import.meta.url).href
  const script = `const { readDevelopmentSecrets } = await import(${JSON.stringify(module)})
    process.stdout.write(readDevelopmentSecrets(${JSON.stringify(home)}).JWT_SECRET)`
  const args = ["--import", "tsx", "--input-type=module", "--eval", script]
  const run = () => promisify(execFile)(process.execPath, args)
  const secrets = await Promise.all([run(), run(), run(), run()])
  expect(new Set(secrets.map(({ stdout }) => stdout)).size).toBe(1)
}, 20_000)
