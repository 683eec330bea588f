/** The environment in which the browser tests run the production build: made anew for each run. */
import { randomBytes } from "node:crypto"
import { outsideServices } from "./outside-services"

/** Where the tested server listens; its address is the only origin that the app trusts in a run. */
export function e2eAddress(): { port: number; url: string } {
  const port = Number(process.env.E2E_PORT || 3410)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`E2E_PORT is ${process.env.E2E_PORT}; it has to be a port number.`)
  }
  // The name that the app is called by, too: cookies of "localhost" are not those of 127.0.0.1.
  return { port, url: `http://127.0.0.1:${port}` }
}

/** The address of the app behind nginx, and the port of this machine that stands for that host. */
export function proxiedAddress(): { host: string; port: number; url: string } {
  return { host: "app.example.org", port: e2eAddress().port + 7, url: "https://app.example.org" }
}

/**
 * The production server on a port of this machine, as arguments of Node. By default it ends connections that
 * were idle for five seconds, and a request that a test sends in that very moment is lost with it.
 */
export function serverArguments(port: number): string[] {
  return [
    ...["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", String(port)],
    ...["--keepAliveTimeout", "120000"],
  ]
}

/** Everything the server gets beyond what this process has. */
export function e2eEnvironment(): Record<string, string> {
  const { port, url } = e2eAddress()
  return {
    // Empty, not absent: Next would fill an absent one from somebody's .env.local.
    ...Object.fromEntries(outsideServices.map((name) => [name, ""])),
    JWT_SECRET_PREVIOUS: "",
    NEXTAUTH_URL: url,
    NEXTAUTH_SECRET: secretOfThisRun("E2E_NEXTAUTH_SECRET"),
    JWT_SECRET: secretOfThisRun("E2E_JWT_SECRET"),
    PORT: String(port),
    DEMO_PEOPLE: "on",
    // A production build starts its own Redis only where it is told to: here, on one's own machine.
    ALLOW_EMBEDDED_REDIS: "on",
    NEXT_TELEMETRY_DISABLED: "1",
  }
}

/**
 * A random secret, made once per run: Playwright reads its config again in every worker, and the workers
 * inherit the environment. A test that forges a token finds the secret under the same name.
 */
function secretOfThisRun(name: "E2E_NEXTAUTH_SECRET" | "E2E_JWT_SECRET"): string {
  const secret = process.env[name] ?? randomBytes(48).toString("base64url")
  process.env[name] = secret
  return secret
}
