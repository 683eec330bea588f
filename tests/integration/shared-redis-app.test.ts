/** The app in development, as a process, where its embedded Redis is shared: beside a squatter, and with its owner. */
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { Redis } from "@upstash/redis"
import { expect, test, vi } from "vitest"
import { openSharedUpstash } from "@/lib/embedded-upstash/share"
import { endAfterEach, ending, holds, newSecret, pretender, squat } from "./squatter"
import { findFreePort as freePort } from "./upstash-servers"

const ROOT = fileURLToPath(new URL("../..", import.meta.url))
const CLI = `${ROOT}lib/embedded-upstash/command-line.ts`
const secret = newSecret()
endAfterEach()

test("S-11 an app in development starts beside a squatter, says what to do, and tells it nothing", async () => {
  const port = await freePort()
  const { asked, bytes } = await squat(port, pretender())
  const { code, told } = await startApp({ EMBEDDED_REDIS_PORT: String(port), EMBEDDED_REDIS_SECRET: secret })
  expect(code).toBe(0)
  expect(told).toContain(`Port ${port} is taken by something that does not have the secret`)
  expect(told).toContain("EMBEDDED_REDIS_PORT")
  expect(asked()).toBeGreaterThan(0)
  expect(holds(bytes(), secret)).toBe(false)
  expect(bytes().toString("latin1")).not.toMatch(/authorization|bearer/i)
}, 60_000)

test("S-11 an app finds what npm run redis owns, by the two lines that it prints", async () => {
  const port = await freePort()
  const child = spawn(process.execPath, ["--import", "tsx", CLI, "--port", String(port), "--secret", secret])
  ending.push(async () => {
    child.kill("SIGTERM")
    if (child.exitCode === null) await once(child, "exit")
  })
  let printed = ""
  child.stdout.on("data", (text) => {
    printed += text
  })
  // It compiles as it starts: two seconds, and ten times that where others want the processor.
  const lines = `EMBEDDED_REDIS_PORT=${port}\nEMBEDDED_REDIS_SECRET=${secret}\n`
  await vi.waitFor(() => expect(printed).toBe(lines), 60_000)
  const { code, told } = await startApp({ EMBEDDED_REDIS_PORT: String(port), EMBEDDED_REDIS_SECRET: secret })
  expect([code, told]).toEqual([0, ""])
  const guest = await openSharedUpstash({ port, secret })
  ending.push(guest.close)
  expect(guest.role).toBe("guest")
  const redis = new Redis({ url: guest.url, token: guest.token, retry: false })
  expect(await redis.exists("grantway:person:ada"), "the app saved its demo people there").toBe(1)
}, 120_000)

/** Starts the app in a process of its own, as instrumentation does, and ends it. */
function startApp(changes: Readonly<Record<string, string>>): Promise<{ code: number; told: string }> {
  const script = `const { startApp } = await import("./lib/start"); await startApp(); process.exit(0)`
  const { PATH = "" } = process.env
  const secrets = { NEXTAUTH_SECRET: newSecret(), JWT_SECRET: newSecret() }
  const env = { PATH, NODE_ENV: "development" as const, ...secrets, ...changes }
  const args = ["--import", "tsx", "--input-type=module", "--eval", script]
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT, env }, (error, _, told) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, told })
    })
  })
}
