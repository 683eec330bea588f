/**
 * The attacks a second time, against a build that has no `middleware.ts`. A middleware is compiled into its
 * build, so this one is made in a folder of its own, to which the packages are linked.
 */
import { spawnSync } from "node:child_process"
import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { e2eAddress } from "./e2e-environment"
import type { Command } from "./test-run/processes"
import { packageCommand } from "./test-run/steps"

const root = fileURLToPath(new URL("..", import.meta.url))

/** What a build makes anew or does not need (one of `tests` imports the middleware), and the middleware. */
const LEFT_OUT = new Set([".git", ".next", ".grantway", "test-results", "tests", "middleware.ts"])

/** Specs that hold whether or not there is a middleware. */
const SPECS = ["e2e/attacks", "e2e/1-sign-in.spec.ts"]

/** Tests of what only a middleware does, such as a nonce for each request, carry this in their title. */
const ABOUT_MIDDLEWARE = "@middleware"

/** Far from the port of the first run, and from those of the servers that its tests start. */
const PORTS_AWAY = 50

process.exitCode = main()

function main(): number {
  // Beside the project: a hard link cannot lead to another file system.
  const folder = mkdtempSync(join(root, "..", "grantway-without-middleware-"))
  try {
    copyFolder(root, folder, copyFileSync)
    const tests = ["test", ...SPECS, "--grep-invert", ABOUT_MIDDLEWARE]
    return (
      runIn(folder, packageCommand("next", "next", ["build"])) ||
      runIn(folder, packageCommand("@playwright/test", "playwright", tests))
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs a package's program, the one that lies in the folder; answers its exit code. */
function runIn(folder: string, { file, args: [script = "", ...args] }: Command): number {
  const env = { ...process.env, E2E_PORT: String(e2eAddress().port + PORTS_AWAY) }
  const own = join(folder, script.slice(root.length))
  return spawnSync(file, [own, ...args], { cwd: folder, env, stdio: "inherit" }).status ?? 1
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
