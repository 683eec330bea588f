/**
 * Keeps `docs/promises.md` true. Its first two columns are written by hand; the third, the tests that prove
 * the promise, is found in the titles of tests: `test("K-5 …")` proves K-5. Numbers that begin with `S` are
 * headings of `docs/security.md`, which names their tests itself.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** Which files name each number in a title. */
export type Proofs = ReadonlyMap<string, readonly string[]>

const FOLDERS = ["app", "components", "e2e", "lib", "scripts", "tests"]
const TEST_FILE = /\.(?:test|test-d|spec)\.tsx?$/
const TITLE = /\b(?:test|it|describe)(?:\.\w+)*(?:\([^()]*\))?\(\s*(["'`])((?:\\.|(?!\1).)*)\1/gs
const NUMBER = /\b(?:U0|U1|K|R|M|S)-\d+\b/g
const HEADING = /^### (S-\d+) /
const ROW = /^\| ((?:U0|U1|K|R|M)-\d+) +\| (.*?) +\| (.*?) *\|$/

/** The numbers that the titles in one file name. */
export function numbersIn(source: string): string[] {
  const titles = [...source.matchAll(TITLE)].map(([, , title = ""]) => title)
  return [...new Set(titles.flatMap((title) => title.match(NUMBER) ?? []))]
}

/** Reads the titles of all tests below a folder. */
export function findProofs(root: string): Proofs {
  const proofs = new Map<string, string[]>()
  for (const file of testFiles(root)) {
    for (const number of numbersIn(readFileSync(join(root, file), "utf8"))) {
      proofs.set(number, [...(proofs.get(number) ?? []), file])
    }
  }
  return proofs
}

/** The page with its third column written anew. */
export function fillProofs(page: string, proofs: Proofs): string {
  return page.replace(new RegExp(ROW.source, "gm"), (_, number: string, promise: string) => {
    const files = (proofs.get(number) ?? []).map((file) => `\`${file}\``)
    return `| ${number} | ${promise} | ${files.join(" ")} |`
  })
}

/** What does not fit: promises without a test, and numbers in titles that the pages do not list. */
export function findLoose(pages: string, proofs: Proofs): { unproven: string[]; unknown: string[] } {
  const listed = pages.split("\n").flatMap((line) => (ROW.exec(line) ?? HEADING.exec(line))?.[1] ?? [])
  return {
    unproven: listed.filter((number) => !proofs.has(number)),
    unknown: [...proofs.keys()].filter((number) => !listed.includes(number)),
  }
}

function testFiles(root: string): string[] {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
  )
  return files
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => TEST_FILE.test(file))
    .sort()
}
