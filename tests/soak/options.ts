import { parseArgs } from "node:util"

/** What a soak is asked to do. */
export interface SoakOptions {
  /** How long the load lasts after the warm-up. */
  readonly minutes: number
  /** Where to write what `npm test` counts. */
  readonly report: string | undefined
  /** From where on to look for free ports. */
  readonly port: number
}

/** What there is to ask. */
export const soakUsage = `Usage: npm run soak -- [--minutes 10]

  --minutes  How long the load lasts after the warm-up (default 1)
  --report   Write the outcome as JSON to this file
  --port     Where to look for two free ports in a row on 127.0.0.1 (default 3700)

It needs a production build (npm run build).`

const MAX_MINUTES = 24 * 60
const LAST_FIRST_PORT = 65_534

/** Reads the arguments; answers `"help"`, or a sentence that says what is wrong with them. */
export function readSoakOptions(args: readonly string[]): SoakOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        minutes: { type: "string", default: "1" },
        report: { type: "string" },
        port: { type: "string", default: "3700" },
        help: { type: "boolean", default: false },
      },
    })
    if (values.help) return "help"
    const [minutes, port] = [Number(values.minutes), Number(values.port)]
    if (!(minutes > 0 && minutes <= MAX_MINUTES))
      return `--minutes is ${values.minutes}; it is more than 0 and at most ${MAX_MINUTES}.`
    if (!Number.isInteger(port) || port < 1 || port > LAST_FIRST_PORT)
      return `--port is ${values.port}; it is 1 to ${LAST_FIRST_PORT}.`
    return { minutes, report: values.report, port }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
