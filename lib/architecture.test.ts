/** Who may import whom. The walls that keep the toolkit liftable, the browser light and the rules in one place. */
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const root = fileURLToPath(new URL("..", import.meta.url))

interface Wall {
  /** A folder, or a file without its ending. */
  readonly inside: string
  /** Folders, files and packages that may be imported. `node:` stands for all of Node. */
  readonly may: readonly string[]
  /** What may be imported for its types only. */
  readonly types?: readonly string[]
}

const core = "lib/sock8/core/"
const server = "lib/sock8/server/"
const client = "lib/sock8/client/"

const walls: readonly Wall[] = [
  { inside: core, may: [core], types: ["@standard-schema/spec"] },
  {
    inside: server,
    may: [core, server, "jose", "@upstash/redis", "@upstash/ratelimit", "ipaddr.js", "node:"],
  },
  { inside: client, may: [core, client, "react", "eventsource-parser"], types: ["@standard-schema/spec"] },
  {
    inside: "lib/channels",
    may: [
      ...["lib/sock8/core/define", "zod", "lib/auth/safe-path"],
      ...["lib/notifications/kinds", "lib/notifications/inbox", "lib/documents/sheet"],
      "lib/visible-text",
    ],
  },
  { inside: "lib/visible-text", may: [] },
  { inside: "lib/documents/sheet", may: [] },
  { inside: "lib/notifications/kinds", may: [] },
  { inside: "lib/notifications/inbox", may: [core] },
  { inside: "lib/channels.client", may: ["lib/sock8/client/channel-proxy"], types: ["lib/channels"] },
  {
    inside: "lib/http/",
    may: ["lib/http/", core, "lib/sock8/server/problem", "lib/security-headers", "node:"],
  },
  { inside: "lib/attacks/", may: ["lib/attacks/", core] },
  { inside: "lib/embedded-upstash/", may: ["lib/embedded-upstash/", "node:", "fengari", "ioredis"] },
  {
    inside: "components/",
    may: [
      ...["components/", client, core, "lib/channels.client", "lib/auth/safe-path", "lib/attacks/"],
      ...["lib/endpoints", "lib/notifications/kinds", "lib/notifications/inbox", "lib/documents/sheet"],
      "lib/visible-text",
      ...["@base-ui/react", "diff", "lucide-react", "next", "react", "sonner", "uplot"],
    ],
    types: ["lib/channels", "zod"],
  },
]

/** Parts of tests that lie beside what they test. */
const TEST_SUPPORT =
  /\.test(-d)?\.tsx?$|^lib\/sock8\/(server\/hub-world|client\/(scripted-server|scripted-stream|scripted-history|test-channels|headless-page|tabs\/scripted-tabs|tabs\/in-process-tabs))\.ts$/

const STATEMENT = /^(?:import|export)\b(?: (type)\b)?(?:([^"';]*?)\sfrom)?\s*"([^"]+)"/gm
const CALL = /\bimport\("([^"]+)"\)/g

interface Import {
  readonly target: string
  readonly typeOnly: boolean
}

interface Module {
  readonly file: string
  readonly source: string
  readonly imports: readonly Import[]
}

const modules = ["app", "components", "lib"].flatMap((folder) => readModules(folder))

test.each(walls)("$inside imports what it may and nothing else", ({ inside, may, types = [] }) => {
  const own = modules.filter(({ file }) => isIn(withoutEnding(file), inside))
  expect(own.length).toBeGreaterThan(0)
  for (const { file, imports } of own) {
    const strange = imports.filter(
      ({ target, typeOnly }) => !isAmong(target, may) && !(typeOnly && isAmong(target, types)),
    )
    expect(strange, file).toEqual([])
  }
})

test("lib never imports pages or components, and the toolkit never the app", () => {
  for (const { file, imports } of modules.filter(({ file }) => file.startsWith("lib/"))) {
    const outside = imports.filter(({ target }) => isAmong(target, ["app/", "components/"]))
    expect(outside, file).toEqual([])
    const fromApp = imports.filter(
      ({ target }) => target.startsWith("lib/") && !target.startsWith("lib/sock8/"),
    )
    if (file.startsWith("lib/sock8/")) expect(fromApp, file).toEqual([])
  }
})

test("K-24 nothing that a browser loads leads to the list of channels, to secrets or to Redis", () => {
  const reached = reachedFrom(modules.filter(({ source }) => source.startsWith('"use client"')))
  expect(reached).toContain("lib/sock8/client/connection")
  const serverOnly = [
    "lib/channels",
    "lib/env",
    "lib/redis/",
    "lib/people/",
    server,
    "node:",
    "@upstash/redis",
    "jose",
    "zod",
  ]
  expect(reached.filter((target) => isAmong(target, serverOnly))).toEqual([])
})

test("U0-23 there is one Redis client, one realtime and one door, and routes only point to them", () => {
  const makers = (call: string) =>
    modules.filter(({ source }) => source.includes(call)).map(({ file }) => file)
  // The embedded server has a client of its own, of another kind: it is a Redis to the app.
  const clients = makers("new Redis(").filter((file) => !file.startsWith("lib/embedded-upstash/"))
  expect(clients).toEqual(["lib/redis/redis.ts"])
  expect(makers("= createRealtime(")).toEqual(["lib/realtime.ts"])
  const stream = modules.find(({ file }) => file === "app/api/realtime/route.ts")
  expect(stream?.imports.map(({ target }) => target)).toEqual([
    "lib/door",
    "lib/realtime",
    "lib/sock8/server/handle",
    "lib/sock8/server/only-methods",
  ])
  for (const { file, source } of modules.filter(({ file }) => file.endsWith("/route.ts"))) {
    expect(source.split("\n").length, file).toBeLessThanOrEqual(16)
  }
})

// The layout above them is no lock, and a middleware may be skipped.
test("S-5 each page of the dashboard asks its own rule before it reads anything", () => {
  const pages = modules.filter(({ file }) => /^app\/dashboard\/(.+\/)?page\.tsx$/.test(file))
  expect(pages.length).toBeGreaterThan(4)
  for (const { file, source } of pages) {
    const own = `/${dirname(file).slice("app/".length)}`
    const [, page = ""] = source.split("export default async function")
    const [first] = [...page.matchAll(/\bawait (?!params\b)([^\n]+)/g)].map(([, call]) => call)
    expect(first, file).toMatch(`requirePage("${own}"`)
    for (const [, path] of source.matchAll(/findPageVisitor\("([^"]+)"/g)) expect(path, file).toBe(own)
  }
})

test("S-5 no page, layout or component looks people up but by its guard", () => {
  const rooms = modules.filter(({ file }) => /^(app\/dashboard|components)\//.test(file))
  const around = rooms.filter(({ imports }) => imports.some(({ target }) => target === "lib/auth/session"))
  expect(around.map(({ file }) => file)).toEqual([])
})

test("only lib/env.ts reads the environment", () => {
  const readers = modules.filter(({ source }) => source.includes("process.env")).map(({ file }) => file)
  expect(readers).toEqual(["lib/env.ts"])
})

test("the keys of Redis are named in two files, the app's and the toolkit's, and nowhere else", () => {
  // A text that begins with the prefix, written out or put in: what such a key begins with.
  const key = /["'`](\$\{(\w+\.)*prefix\}|grantway|sock8):/i
  const namers = modules.filter(({ source }) => key.test(source)).map(({ file }) => file)
  expect(namers).toEqual(["lib/redis/keys.ts", "lib/sock8/server/keys.ts"])
})

/** A suite that shares one set-up: cut in two, it would be harder. */
const LONG = ["tests/integration/endpoints.test.ts"]
const MOST_LINES = 250

test("no file is longer than one can read at a sitting", () => {
  const folders = ["app", "components", "e2e", "lib", "scripts", "tests"]
  const long = folders.flatMap(filesIn).filter((file) => linesOf(file) > MOST_LINES)
  expect(long.filter((file) => !LONG.includes(file))).toEqual([])
})

function linesOf(file: string): number {
  return readFileSync(join(root, file), "utf8").split("\n").length - 1
}

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .filter((file) => /\.tsx?$/.test(file))
    .sort()
}

function readModules(folder: string): Module[] {
  return filesIn(folder)
    .filter((file) => !TEST_SUPPORT.test(file))
    .map((file) => {
      const source = withoutComments(readFileSync(join(root, file), "utf8"))
      return { file, source, imports: importsOf(file, source) }
    })
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "").trim()
}

function importsOf(file: string, source: string): Import[] {
  const written = [...source.matchAll(STATEMENT)].map(([, type, names = "", path = ""]) => ({
    target: resolve(file, path),
    typeOnly: type !== undefined || /^\s*\{(\s*type \w+( as \w+)?,?)+\s*\}$/.test(names),
  }))
  const called = [...source.matchAll(CALL)].map(([, path = ""]) => ({
    target: resolve(file, path),
    typeOnly: false,
  }))
  return [...written, ...called]
}

/** A file of the project by its path without an ending; a package by its name. */
function resolve(file: string, path: string): string {
  if (path.startsWith("@/")) return withoutEnding(path.slice(2))
  return path.startsWith(".") ? withoutEnding(join(dirname(file), path).replaceAll("\\", "/")) : path
}

function withoutEnding(file: string): string {
  return file.replace(/\.tsx?$/, "")
}

function isAmong(target: string, entries: readonly string[]): boolean {
  return entries.some((entry) => isIn(target, entry))
}

/** Whole segments only: `lib/channels` is not the beginning of `lib/channels.client`. */
function isIn(target: string, entry: string): boolean {
  return /[/:]$/.test(entry) ? target.startsWith(entry) : target === entry || target.startsWith(`${entry}/`)
}

/** Everything that runs where these modules run. */
function reachedFrom(starts: readonly Module[]): string[] {
  const reached = new Set<string>()
  const waiting = [...starts]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const { target } of next.imports.filter(({ typeOnly }) => !typeOnly)) {
      if (reached.has(target)) continue
      reached.add(target)
      waiting.push(...modules.filter(({ file }) => withoutEnding(file) === target))
    }
  }
  return [...reached]
}
