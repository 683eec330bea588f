import { execFile } from "node:child_process"
import { randomBytes } from "node:crypto"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))
const secret = () => randomBytes(32).toString("base64url")

// What instrumentation.ts does; exits when the app has started, instead of waiting for requests.
const script = `const { startApp } = await import("./lib/start"); await startApp(); process.exit(0)`

interface Environment {
  readonly NODE_ENV: "production" | "development"
  readonly [variable: string]: string
}

interface Outcome {
  readonly code: number
  readonly out: string
  readonly told: string
}

/** Starts the app in a process of its own, with this environment and nothing of ours. */
function start(environment: Environment): Promise<Outcome> {
  const { PATH = "" } = process.env
  const args = ["--import", "tsx", "--input-type=module", "--eval", script]
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, env: { PATH, ...environment } }, (error, out, told) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, out, told })
    })
  })
}

test("production without an environment exits at once, with one list of what is missing", async () => {
  const { code, told } = await start({ NODE_ENV: "production" })
  expect(code).toBe(1)
  expect(told).toMatch(/^\nGrantway cannot start\. 5 settings are missing or unsafe:\n/)
  for (const name of [
    "NEXTAUTH_SECRET",
    "JWT_SECRET",
    "NEXTAUTH_URL",
    "UPSTASH_REDIS_REST_URL",
    "UPSTASH_REDIS_REST_TOKEN",
  ]) {
    expect(told).toMatch(new RegExp(`^  ${name} +is missing; `, "m"))
  }
  expect(told).not.toMatch(/^\s+at /m)
})

test("a weak secret is refused by its name, and appears nowhere", async () => {
  const weak = "correct-horse-battery"
  const { code, out, told } = await start({
    NODE_ENV: "development",
    NEXTAUTH_SECRET: secret(),
    JWT_SECRET: weak,
  })
  expect(code).toBe(1)
  expect(told).toMatch(/^ {2}JWT_SECRET +is shorter than 32 bytes/m)
  expect(out + told).not.toContain(weak)
})

test("on Vercel the embedded Redis is refused", async () => {
  const { code, told } = await start({
    NODE_ENV: "production",
    ...{ VERCEL: "1", ALLOW_EMBEDDED_REDIS: "on" },
    ...{ NEXTAUTH_SECRET: secret(), JWT_SECRET: secret() },
  })
  expect(code).toBe(1)
  expect(told).toMatch(/^ {2}ALLOW_EMBEDDED_REDIS +has to be off on Vercel/m)
})

const onThisMachine = (): Environment => ({
  NODE_ENV: "production",
  ...{ NEXTAUTH_URL: "http://localhost:3999", ALLOW_EMBEDDED_REDIS: "on" },
  ...{ NEXTAUTH_SECRET: secret(), JWT_SECRET: secret() },
})

test("a production build on one's own machine may bring its Redis, says so, and has no demo people", async () => {
  const { code, out, told } = await start(onThisMachine())
  expect([code, told]).toEqual([0, ""])
  expect(out).toContain("http://localhost:3999")
  expect(out).toMatch(/Redis +embedded: empty at each start/)
  expect(out).not.toContain("Sign in as")
})

test("demo people are named with their password only where they are switched on", async () => {
  const { out } = await start({ ...onThisMachine(), DEMO_PEOPLE: "on" })
  expect(out).toContain("Sign in as, with the password open-sesame-please")
  expect(out).toMatch(/ada@grantway\.example +Ada Okafor +Admin of Acme/)
})

test("without its Redis the app starts all the same, and logs what it could not do", async () => {
  const { code, out } = await start({
    ...onThisMachine(),
    ...{ UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9", UPSTASH_REDIS_REST_TOKEN: "nobody-listens-there" },
    DEMO_PEOPLE: "on",
  })
  expect(code).toBe(0)
  expect(out).toContain("the demo people were not saved: Redis did not answer")
})
