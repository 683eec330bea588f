/** What may follow `npm test --`. */
import { parseArgs } from "node:util"
import { type StepName, stepNames, steps } from "./steps"

/** What was asked for; `only` is in running order, whatever order it was typed in. */
export type Options =
  | { kind: "run"; only: readonly StepName[] }
  | { kind: "help" }
  | { kind: "wrong"; sentence: string }

/** Reads the arguments; anything unknown is refused, so that a typing error never means "all passed". */
export function readOptions(args: readonly string[], { isCi = Boolean(process.env.CI) } = {}): Options {
  const parsed = parse(args)
  if (typeof parsed === "string") return { kind: "wrong", sentence: parsed }
  if (parsed.help) return { kind: "help" }
  if (parsed.only === undefined) {
    const byDefault = steps.filter(({ ciOnly }) => isCi || !ciOnly)
    return { kind: "run", only: byDefault.map(({ name }) => name) }
  }

  const asked = parsed.only.split(",").map((name) => name.trim())
  const unknown = asked.find((name) => !stepNames.some((known) => known === name))
  if (unknown !== undefined) {
    return { kind: "wrong", sentence: `There is no step "${unknown}". Steps are ${stepNames.join(", ")}.` }
  }
  return { kind: "run", only: stepNames.filter((name) => asked.includes(name)) }
}

/** The text of `--help`. */
export function helpText(): string {
  const list = steps.map(({ name, checks }) => `  ${name.padEnd(13)}${checks}`).join("\n")
  return `npm test                             runs every step
npm test -- --only=unit,integration  runs some of them

${list}

"e2e" alone uses the production build that is there; add "build" to make a new one. "unguarded" makes its own.
"newest" runs by itself only where CI is set: it downloads a Node.
CHROMIUM_PATH and REDIS_SERVER_BIN choose the browser and the Redis server; E2E_PORT (3410) the port.
`
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { only: { type: "string" }, help: { type: "boolean", short: "h" } },
    })
    return values
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
