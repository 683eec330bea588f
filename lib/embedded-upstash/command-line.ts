/** `npm run redis`: the embedded server on its own, for several apps or restarts of one. */
import { randomBytes } from "node:crypto"
import { parseArgs } from "node:util"
import { ownSharedUpstash } from "./share"
import { startEmbeddedUpstash } from "./start"

const usage = `Usage: npm run redis -- [--port 8379] [--secret <secret>] [--redis-url redis://127.0.0.1:6379]
       npm run redis -- --token=<token> [--port 8379] [--redis-url redis://127.0.0.1:6379]

  --port       Port on 127.0.0.1 (default 8379)
  --secret     What apps and this server prove to each other, at least 32 characters (default: a new one each time)
  --token      Speak the REST protocol itself instead, for other clients. They send the token to whatever listens there
  --redis-url  A Redis to stand in front of (default: keep the data in memory)
`

const MIN_SECRET = 32

/** What is started, and what its clients have to know. */
interface Started {
  /** Lines for `.env.local`. */
  readonly variables: Readonly<Record<string, string>>
  close(): Promise<void>
}

async function start(argv: string[]): Promise<Started | "help"> {
  const { values } = parseArgs({
    args: argv,
    options: {
      port: { type: "string", default: "8379" },
      secret: { type: "string" },
      token: { type: "string" },
      "redis-url": { type: "string" },
      help: { type: "boolean", default: false },
    },
  })
  if (values.help) return "help"
  const port = parsePort(values.port)
  const redisUrl = values["redis-url"]
  const behind = redisUrl === undefined ? {} : { redisUrl }
  if (values.token !== undefined) {
    const { url, token, close } = await startEmbeddedUpstash({ port, token: values.token, ...behind })
    return { variables: { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token }, close }
  }
  const secret = parseSecret(values.secret ?? randomBytes(32).toString("base64url"))
  const { close } = await ownSharedUpstash({ port, secret, ...behind })
  return { variables: { EMBEDDED_REDIS_PORT: String(port), EMBEDDED_REDIS_SECRET: secret }, close }
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new Error(`--port must be a number from 0 to 65535, not "${text}".`)
}

function parseSecret(secret: string): string {
  if (secret.length >= MIN_SECRET) return secret
  throw new Error(
    `--secret must have at least ${MIN_SECRET} characters. Make one with: openssl rand -base64 32`,
  )
}

async function main(): Promise<void> {
  const started = await start(process.argv.slice(2))
  if (started === "help") {
    process.stdout.write(usage)
    return
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void started.close())
  const lines = Object.entries(started.variables).map(([name, value]) => `${name}=${value}\n`)
  process.stdout.write(lines.join(""))
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
