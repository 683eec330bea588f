/** What `npm test` does, in order. To add a step, add a line to `steps`. */
import { existsSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { z } from "zod"
import { compiler } from "../compiler"
import type { Command } from "./processes"
import { type ReadReport, readChaosReport, readPlaywrightReport, readVitestReport } from "./read-report"

/** The steps by name, in the order in which they run. */
export const stepNames = [
  "lint",
  "integration",
  "types",
  "unit",
  "build",
  "chaos",
  "soak",
  "unguarded",
  "newest",
  "e2e",
  "nginx",
] as const

export type StepName = (typeof stepNames)[number]

/** What has to be there before a step can say anything. */
export type Need = "browser" | "redis-server" | "nginx" | "build"

/** One step: commands that run in order until one fails. */
export type Step = {
  name: StepName
  /** What it checks, for `--help`. */
  checks: string
  needs: readonly Need[]
  /** Waits more than it works: it runs beside the steps after it, and its output is told when it has ended. */
  beside?: true
  /** Runs without being asked for only where `CI` is set. */
  ciOnly?: true
  /** Begins when this earlier step has ended, so that not too much runs at once. Only for one that runs beside. */
  after?: StepName
  /** Far above what two slow cores take; a step that hangs is ended then. */
  limitMinutes: number
  /** `report` is where a runner is to write its JSON. */
  commands: (report: string) => Command[]
  /** Counts a runner's tests; a step without it is one check. */
  read?: ReadReport
}

const root = fileURLToPath(new URL("../..", import.meta.url))

/** The newest Node that the project has to work on. The machine's own runs every other step. */
const NEWEST_NODE = "26.10.0"
const newestFolder = join(tmpdir(), `grantway-node-${NEWEST_NODE}`)

export const steps: readonly Step[] = [
  {
    name: "lint",
    checks: "biome: format, lint, import order",
    needs: [],
    limitMinutes: 3,
    commands: () => [packageCommand("@biomejs/biome", "biome", ["check"])],
  },
  {
    name: "integration",
    checks: "vitest: routes and Redis, embedded and real",
    needs: ["redis-server"],
    beside: true,
    limitMinutes: 30,
    commands: (report) => [vitest(["integration"], report)],
    read: readVitestReport,
  },
  {
    name: "types",
    checks: "tsc on every file, Next's generated route types among them",
    needs: [],
    limitMinutes: 5,
    commands: () => [
      packageCommand("next", "next", ["typegen"]),
      { file: compiler(), args: ["--noEmit", "-p", root] },
    ],
  },
  {
    name: "unit",
    checks: "vitest: tests beside their files, what must not compile, and how times grow",
    needs: [],
    limitMinutes: 10,
    commands: (report) => [vitest(["unit", "growth"], report)],
    read: readVitestReport,
  },
  {
    name: "build",
    checks: "next build for production",
    needs: [],
    limitMinutes: 8,
    commands: () => [packageCommand("next", "next", ["build"])],
  },
  {
    name: "chaos",
    checks: "two processes and a real Redis with everything going wrong: nothing lost, nothing twice",
    needs: ["build", "redis-server"],
    beside: true,
    limitMinutes: 15,
    commands: (report) => [
      {
        file: process.execPath,
        args: ["--import", "tsx", join(root, "scripts/chaos.ts"), "--report", report],
      },
    ],
    read: readChaosReport,
  },
  {
    name: "soak",
    checks: "clients that come and leave in every bad way: what the process holds comes back",
    needs: ["build"],
    beside: true,
    after: "chaos",
    limitMinutes: 15,
    commands: (report) => [
      {
        file: process.execPath,
        args: ["--import", "tsx", join(root, "scripts/soak.ts"), "--report", report],
      },
    ],
    // It reports in the form of the chaos suite: one entry for each thing that is looked at.
    read: readChaosReport,
  },
  {
    name: "unguarded",
    checks: "Playwright: all attacks again, on a build without middleware.ts, and a build with proxy.ts",
    needs: ["browser"],
    beside: true,
    after: "integration",
    limitMinutes: 40,
    commands: (report) => [
      {
        file: process.execPath,
        args: ["--import", "tsx", join(root, "scripts/without-middleware.ts")],
        env: { E2E_JSON_REPORT: report },
      },
    ],
    read: readPlaywrightReport,
  },
  {
    name: "newest",
    checks: `vitest: unit and integration once more, on Node ${NEWEST_NODE}`,
    needs: ["redis-server"],
    ciOnly: true,
    beside: true,
    after: "integration",
    limitMinutes: 30,
    commands: (report) => [
      npmInstall(`node@${NEWEST_NODE}`, newestFolder),
      { ...vitest(["unit", "integration"], report), file: join(newestFolder, "node_modules/node/bin/node") },
    ],
    read: readVitestReport,
  },
  {
    name: "e2e",
    checks: "Playwright: people in Chromium against the production build",
    needs: ["build", "browser"],
    limitMinutes: 40,
    commands: (report) => [playwright(["--project=chromium", "--project=own instances"], report)],
    read: readPlaywrightReport,
  },
  {
    name: "nginx",
    checks:
      "Playwright: the production build behind nginx, with the settings of docs/deploy.md and without any",
    needs: ["build", "browser", "nginx"],
    limitMinutes: 5,
    commands: (report) => [
      playwright(["--project=behind nginx", "--output", join(root, "test-results", "nginx")], report),
    ],
    read: readPlaywrightReport,
  },
]

/** Whether a finished production build lies here; `next build` writes its id last. */
export function hasBuild(): boolean {
  return existsSync(join(root, ".next/BUILD_ID"))
}

/**
 * Runs a package's own program with this Node. Going through `npx` or `node_modules/.bin` would put a
 * shell (and on Windows a batch file) between us and the process that signals have to reach.
 */
export function packageCommand(packageName: string, program: string, args: readonly string[]): Command {
  const folder = join(root, "node_modules", packageName)
  const manifest = z
    .object({ bin: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")))
  const script = manifest.bin[program]
  if (!script) throw new Error(`The package ${packageName} brings no program called ${program}.`)
  return { file: process.execPath, args: [join(folder, script), ...args] }
}

/** Installs a package into a folder of its own. */
function npmInstall(name: string, folder: string): Command {
  const args = ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, name]
  // Under `npm test` this is the npm that runs it. By its bare name it is found on Unix alone.
  const npm = process.env.npm_execpath
  return npm ? { file: process.execPath, args: [npm, ...args] } : { file: "npm", args }
}

function playwright(args: readonly string[], report: string): Command {
  const command = packageCommand("@playwright/test", "playwright", ["test", ...args])
  return { ...command, env: { E2E_JSON_REPORT: report } }
}

function vitest(projects: readonly string[], report: string): Command {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
  const chosen = projects.flatMap((project) => ["--project", project])
  return packageCommand("vitest", "vitest", ["run", ...chosen, ...reporters])
}
