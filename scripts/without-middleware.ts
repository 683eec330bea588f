/**
 * The attacks a second time, against a build that has no `middleware.ts`, and what only that file does once more, in a
 * build where it is called `proxy.ts`. A middleware is compiled into its build, so these are made in a folder of their
 * own, to which the packages are linked.
 */
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { z } from "zod"
import { e2eAddress } from "./e2e-environment"
import { type Command, createProcesses } from "./test-run/processes"
import { packageCommand } from "./test-run/steps"

const root = fileURLToPath(new URL("..", import.meta.url))

/** The middleware, by the names that Next has for it: one of them is there. */
const NAMES = ["middleware.ts", "proxy.ts"]
const NEW_NAME = "proxy.ts"

/** What a build makes anew or does not need, and the middleware. */
const LEFT_OUT = new Set([".git", ".next", ".grantway", "test-results", ...NAMES])

/** Specs that hold whether or not there is a middleware. */
const SPECS = ["e2e/attacks", "e2e/2-authorize.spec.ts"]

/** Tests of what only a middleware does, such as a nonce for each request, carry this in their title. */
const ABOUT_MIDDLEWARE = "@middleware"

/** Where these are, and who is sent where. */
const SPECS_OF_MIDDLEWARE = ["e2e/attacks/pages.spec.ts", "e2e/1-sign-in.spec.ts"]

/** Traces of failed tests are kept here; the folder of the build is not. */
const RESULTS = join(root, "test-results", "unguarded")

/** Far from the port of the first run, and from those of the servers that its tests start. */
const PORTS_AWAY = 50

/** Whoever ends this run sets limits of their own; this one is for a run by hand. */
const LIMIT_MS = 30 * 60_000

const edgeManifest = z.object({ sortedMiddleware: z.array(z.string()) })
const nodeManifest = z.object({ functions: z.record(z.string(), z.unknown()) })

// Shorter than the grace of `npm test`, which otherwise would end this process before its servers.
const processes = createProcesses({ graceMs: 10_000 })
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) process.on(signal, processes.stop)

process.exitCode = await main()

async function main(): Promise<number> {
  const folder = makeFolder()
  try {
    copyFolder(root, folder, copyFileSync)
    return (await testWithout(folder)) || (await testRenamed(folder))
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function testWithout(folder: string): Promise<number> {
  const build = await runIn(folder, packageCommand("next", "next", ["build"]))
  if (build !== 0) return build
  if (hasMiddleware(folder)) throw new Error("This build was to have no middleware, and has one.")
  const tests = ["test", ...SPECS, "--grep-invert", ABOUT_MIDDLEWARE, "--output", RESULTS]
  return runIn(folder, packageCommand("@playwright/test", "playwright", tests))
}

/** Renaming the file is all it takes to follow Next, as decision 1 says: the types of the tests are checked, too. */
async function testRenamed(folder: string): Promise<number> {
  const name = NAMES.find((name) => existsSync(join(root, name)))
  if (!name) throw new Error("There is no middleware to rename.")
  copyFileSync(join(root, name), join(folder, NEW_NAME))
  const build = await runIn(folder, packageCommand("next", "next", ["build"]))
  if (build !== 0) return build
  if (!hasMiddleware(folder))
    throw new Error(`This build was to have a middleware, ${NEW_NAME}, and has none.`)
  const chosen = `${ABOUT_MIDDLEWARE}|sent to sign in`
  const tests = ["test", ...SPECS_OF_MIDDLEWARE, "--grep", chosen, "--output", `${RESULTS}-renamed`]
  // The report is the one of the attacks.
  return runIn(folder, packageCommand("@playwright/test", "playwright", tests), { E2E_JSON_REPORT: "" })
}

/** Beside the project, for a hard link cannot lead to another file system; elsewhere where that is not ours. */
function makeFolder(): string {
  const name = "grantway-without-middleware-"
  try {
    return mkdtempSync(join(root, "..", name))
  } catch {
    return mkdtempSync(join(tmpdir(), name))
  }
}

/** Runs a package's program, the one that lies in the folder; answers its exit code. */
async function runIn(
  folder: string,
  { file, args: [script = "", ...args] }: Command,
  more: Readonly<Record<string, string>> = {},
): Promise<number> {
  const env = { E2E_PORT: String(e2eAddress().port + PORTS_AWAY), ...more }
  const own = join(folder, script.slice(root.length))
  const ending = await processes.run({ file, args: [own, ...args], env, folder }, { limitMs: LIMIT_MS })
  return ending.how === "exited" ? ending.code : 1
}

/** Next lists every middleware in one of these, by the runtime that it has. */
function hasMiddleware(folder: string): boolean {
  const read = (name: string) => JSON.parse(readFileSync(join(folder, ".next/server", name), "utf8"))
  const { sortedMiddleware } = edgeManifest.parse(read("middleware-manifest.json"))
  const { functions } = nodeManifest.parse(read("functions-config-manifest.json"))
  return sortedMiddleware.length > 0 || "/_middleware" in functions
}

type CopyFile = (from: string, to: string) => void

/**
 * Copies files and folders. Our own files are really copied, because a build may write into some of them;
 * packages are linked. Symbolic links are left out: they are the names of programs, and none is called by name.
 */
function copyFolder(from: string, to: string, copyFile: CopyFile): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (from === root && LEFT_OUT.has(entry.name)) continue
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isFile()) copyFile(source, target)
    if (!entry.isDirectory()) continue
    mkdirSync(target)
    copyFolder(source, target, entry.name === "node_modules" ? linkOrCopy : copyFile)
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    // Another file system, or one without links: slower, and the same in the end.
    copyFileSync(from, to)
  }
}
