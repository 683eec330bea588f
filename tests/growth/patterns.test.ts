/**
 * Every regular expression of the product is proved to take a time that grows with its input and no faster, by a
 * checker that builds its automaton. There is no list of exceptions: what it refuses is written differently.
 */
import { fileURLToPath } from "node:url"
import { checkSync, type Diagnostics, type Parameters as Limits } from "recheck"
import { beforeAll, describe, expect, test } from "vitest"
import { MALFORMED } from "@/lib/malformed-path"
import { type Pattern, readPatterns, readProductPatterns } from "./read-patterns"

const root = fileURLToPath(new URL("../..", import.meta.url))
const files = readProductPatterns(root)

/** Next makes the pattern of a rewrite out of this one. Only what its look-ahead looks for repeats anything. */
const composed: readonly Pattern[] = [
  {
    file: "lib/malformed-path.ts",
    line: 0,
    source: MALFORMED.replace("(?!(", "^(").replace(/\)\.\*$/, ""),
    flags: "i",
  },
]

const LIMITS: Limits = {
  // Higher than any count of ours: above it the checker tries inputs where it could prove.
  maxRepeatCount: 1000,
  // A busy machine is not to change the verdict.
  ...{ timeout: null, attackTimeout: null, incubationTimeout: null },
}

/** Look-arounds and back references cannot be proved: those are only tried on inputs. */
const isProved = (verdict: Diagnostics) => verdict.status === "safe" && verdict.checker === "automaton"

beforeAll(() => {
  // The one back end that needs neither Java nor a program for this platform.
  process.env.RECHECK_BACKEND = "pure"
})

test("S-1 every regular expression of the product is proved to be linear", () => {
  const patterns = [...files.flatMap(({ literals }) => literals), ...composed]
  expect(patterns.length).toBeGreaterThan(50)
  const verdicts = new Map<string, Diagnostics>()
  const refused = patterns.flatMap((pattern) => {
    const { source, flags, file, line } = pattern
    const key = `/${source}/${flags}`
    const verdict = verdicts.get(key) ?? checkSync(source, flags, LIMITS)
    verdicts.set(key, verdict)
    return isProved(verdict) ? [] : [`${file}:${line} ${key} ${describeVerdict(verdict)}`]
  })
  expect(refused).toEqual([])
})

test("S-1 no regular expression is made out of a string, where nobody would have checked it", () => {
  const made = files.flatMap(({ constructed, literals }) => constructed.map((line) => ({ line, literals })))
  expect(made).toEqual([])
})

describe("the checker", () => {
  test.each([
    ["quadratic, tried from every place of a run", "/+$", ""],
    ["cubic", "(?:^|;\\s*)[^=;]*session[^=;]*=", "i"],
    ["exponential", "^(?:a+)+$", ""],
    ["behind a look-ahead", "^(?=.*?,.*?,.*?$)x", ""],
  ])("S-1 refuses a pattern that is %s", (_, source, flags) => {
    expect(checkSync(source, flags, LIMITS).status).toBe("vulnerable")
  })
})

test("S-1 patterns are found wherever an expression may stand, and nowhere else", () => {
  const text = [
    "const half = whole / 2 / 3 // not /this/",
    "const found = [/a b/g, condition ? /c[/]d/ : undefined]",
    `const text = \`\${name.replace(/"/g, "")} /nor this/\``,
    'const jsx = <p title="/nor/">{text.split(/,/)} /nor/ </p>',
    "const made = new RegExp(text)",
  ].join("\n")
  const { literals, constructed } = readPatterns("sample.tsx", text)
  expect(literals.map(({ source, flags, line }) => `${line} /${source}/${flags}`).sort()).toEqual([
    "2 /a b/g",
    "2 /c[/]d/",
    '3 /"/g',
    "4 /,/",
  ])
  expect(constructed).toEqual([5])
})

function describeVerdict(verdict: Diagnostics): string {
  if (verdict.status === "vulnerable") return `${verdict.complexity.summary}: ${verdict.attack.pattern}`
  return verdict.status === "unknown" ? verdict.error.kind : "not proved"
}
