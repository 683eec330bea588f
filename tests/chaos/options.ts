import { parseArgs } from "node:util"

/** What a run is asked to do. */
export interface ChaosOptions {
  /** 0 for each fault once and briefly. */
  readonly minutes: number
  /** Only faults whose name contains this. */
  readonly only: string
  /** A Markdown file to write the table into. */
  readonly write: string | undefined
  /** Where to write what `npm test` counts. */
  readonly report: string | undefined
  /** From where on to look for free ports. */
  readonly port: number
  /** Where another build of the app lies, for the second process; `undefined` for the same one. */
  readonly beside: string | undefined
  /** How the run was started, for whoever reads the table. */
  readonly command: string
}

/** What there is to ask. */
export const chaosUsage = `Usage: npm run chaos -- [--minutes 10] [--only text] [--write docs/reliability.md]

  --minutes  Long faults and patient clients, again and again for so long (default: each fault once, briefly)
  --only     Only faults whose name contains this
  --write    Write the table into the marked part of this file
  --report   Write the outcome as JSON to this file
  --beside   A folder with another version of the app, built and installed, for the second process
  --port     Where to look for seven free ports in a row on 127.0.0.1 (default 3600)

It needs a production build (npm run build) and a redis-server.`

const MAX_MINUTES = 24 * 60
const LAST_FIRST_PORT = 65_529

/** Reads the arguments; answers `"help"`, or a sentence that says what is wrong with them. */
export function readChaosOptions(args: readonly string[]): ChaosOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        minutes: { type: "string", default: "0" },
        only: { type: "string", default: "" },
        write: { type: "string" },
        report: { type: "string" },
        beside: { type: "string" },
        port: { type: "string", default: "3600" },
        help: { type: "boolean", default: false },
      },
    })
    if (values.help) return "help"
    const { only, write, report, beside } = values
    const minutes = Number(values.minutes)
    const port = Number(values.port)
    if (!(minutes >= 0 && minutes <= MAX_MINUTES))
      return `--minutes is ${values.minutes}; it is 0 to ${MAX_MINUTES}.`
    if (!Number.isInteger(port) || port < 1 || port > LAST_FIRST_PORT) {
      return `--port is ${values.port}; it is 1 to ${LAST_FIRST_PORT}.`
    }
    const command = `npm run chaos${minutes > 0 ? ` -- --minutes ${minutes}` : ""}`
    return { minutes, only, write, report, beside, port, command }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
