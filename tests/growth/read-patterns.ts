/** Finds the regular expressions that a source file is written with. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { type ParserPlugin, parse } from "@babel/parser"

/** One regular expression as it is written. */
export interface Pattern {
  readonly file: string
  /** The line that it is on, 1 for the first. */
  readonly line: number
  readonly source: string
  readonly flags: string
}

/** The regular expressions of one file, and the lines that make one out of a string. */
export interface PatternsOfFile {
  readonly literals: readonly Pattern[]
  readonly constructed: readonly number[]
}

/** Reads a file's text. The parser decides what is an expression and what is a division or a comment. */
export function readPatterns(file: string, text: string): PatternsOfFile {
  const plugins: ParserPlugin[] = file.endsWith("x") ? ["typescript", "jsx"] : ["typescript"]
  const { program } = parse(text, {
    sourceType: "module",
    sourceFilename: file,
    attachComment: false,
    plugins,
  })
  const literals: Pattern[] = []
  const constructed: number[] = []
  const lineOf = (start: unknown) => text.slice(0, Number(start)).split("\n").length
  for (const node of nodesOf(program)) {
    const { type, pattern, flags, callee, start } = node
    if (type === "RegExpLiteral") {
      literals.push({ file, line: lineOf(start), source: String(pattern), flags: String(flags) })
    }
    if (isNode(callee) && callee.name === "RegExp") constructed.push(lineOf(start))
  }
  return { literals, constructed }
}

/** The files that run in the app: no tests, no tools. */
export function productFiles(root: string): string[] {
  const folders = ["app", "components", "lib"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
  )
  // Next calls the second by either name.
  const own = ["instrumentation.ts", "middleware.ts", "proxy.ts", "next.config.ts"]
  return [...folders, ...own.filter((file) => existsSync(join(root, file)))]
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") || file.endsWith(".tsx"))
    .filter((file) => !file.includes(".test.") && !file.includes(".test-d."))
    .sort()
}

/** Reads all files that run in the app. */
export function readProductPatterns(root: string): PatternsOfFile[] {
  return productFiles(root).map((file) => readPatterns(file, readFileSync(join(root, file), "utf8")))
}

type Node = Readonly<Record<string, unknown>>

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null
}

function* nodesOf(start: unknown): Generator<Node> {
  const waiting = [start]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!isNode(next)) continue
    yield next
    for (const part of Object.values(next)) if (isNode(part)) waiting.push(part)
  }
}
