/** `npm run redis`: the embedded server on its own, for several apps or restarts of one. */
import { randomBytes } from "node:crypto"
import { parseArgs } from "node:util"
import { type EmbeddedUpstashOptions, startEmbeddedUpstash } from "./start"

const usage = `Usage: npm run redis -- [--port 8379] [--token <token>] [--redis-url redis://127.0.0.1:6379]

  --port       Port on 127.0.0.1 (default 8379, 0 for any free one)
  --token      What clients must send (default: a new one each time)
  --redis-url  A Redis to stand in front of (default: keep the data in memory)
`

function readOptions(argv: string[]): EmbeddedUpstashOptions | "help" {
  const { values } = parseArgs({
    args: argv,
    options: {
      port: { type: "string", default: "8379" },
      token: { type: "string" },
      "redis-url": { type: "string" },
      help: { type: "boolean", default: false },
    },
  })
  if (values.help) return "help"
  const redisUrl = values["redis-url"]
  return {
    port: parsePort(values.port),
    token: values.token ?? randomBytes(24).toString("base64url"),
    ...(redisUrl === undefined ? {} : { redisUrl }),
  }
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new Error(`--port must be a number from 0 to 65535, not "${text}".`)
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (options === "help") {
    process.stdout.write(usage)
    return
  }
  const server = await startEmbeddedUpstash(options)
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void server.close())
  process.stdout.write(`UPSTASH_REDIS_REST_URL=${server.url}\nUPSTASH_REDIS_REST_TOKEN=${server.token}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
