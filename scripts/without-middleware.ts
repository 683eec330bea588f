/**
 * The attacks a second time, against a build that has no `middleware.ts`. A middleware is compiled into its
 * build, so this one is made in a folder of its own, to which the packages are linked.
 */
import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { z } from "zod"
import { e2eAddress } from "./e2e-environment"
import { type Command, createProcesses } from "./test-run/processes"
import { packageCommand } from "./test-run/steps"

const root = fileURLToPath(new URL("..", import.meta.url))

/** What a build makes anew or does not need, and the middleware. */
const LEFT_OUT = new Set([".git", ".next", ".grantway", "test-results", "middleware.ts"])

/** The build looks at the types of these, too, and some of them call the middleware itself. */
const UNIT_TEST = /\.test\.tsx?$|\/tests\/growth\/readers\//

/** Specs that hold whether or not there is a middleware. */
const SPECS = ["e2e/attacks", "e2e/2-authorize.spec.ts"]

/** Tests of what only a middleware does, such as a nonce for each request, carry this in their title. */
const ABOUT_MIDDLEWARE = "@middleware"

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
    copyFolder(root, folder, copyOwnFile)
    const build = await runIn(folder, packageCommand("next", "next", ["build"]))
    if (build !== 0) return build
    refuseMiddleware(folder)
    const tests = ["test", ...SPECS, "--grep-invert", ABOUT_MIDDLEWARE, "--output", RESULTS]
    return await runIn(folder, packageCommand("@playwright/test", "playwright", tests))
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
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
async function runIn(folder: string, { file, args: [script = "", ...args] }: Command): Promise<number> {
  const env = { E2E_PORT: String(e2eAddress().port + PORTS_AWAY) }
  const own = join(folder, script.slice(root.length))
  const ending = await processes.run({ file, args: [own, ...args], env, folder }, { limitMs: LIMIT_MS })
  return ending.how === "exited" ? ending.code : 1
}

/** Next lists every middleware in one of these. A build that has one after all would prove nothing. */
function refuseMiddleware(folder: string): void {
  const read = (name: string) => JSON.parse(readFileSync(join(folder, ".next/server", name), "utf8"))
  const { sortedMiddleware } = edgeManifest.parse(read("middleware-manifest.json"))
  const { functions } = nodeManifest.parse(read("functions-config-manifest.json"))
  if (sortedMiddleware.length > 0 || "/_middleware" in functions) {
    throw new Error("This build was to have no middleware, and has one.")
  }
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

function copyOwnFile(from: string, to: string): void {
  if (!UNIT_TEST.test(from)) copyFileSync(from, to)
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    // Another file system, or one without links: slower, and the same in the end.
    copyFileSync(from, to)
  }
}
