/**
 * `npm run dev` needs no settings: what is unset is made up once and kept in `.grantway/development.json`,
 * out of git, so that a restart signs nobody out and several processes agree. Called at the top of
 * `next.config.ts`, in development only. No secret stands in the code, so none can reach production.
 */
import { randomBytes } from "node:crypto"
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { z } from "zod"

const FILE = "development.json"

const secret = z.string().min(32)
const secretsShape = z.object({ NEXTAUTH_SECRET: secret, JWT_SECRET: secret, embeddedRedisToken: secret })

/** What development makes up for itself. */
export type DevelopmentSecrets = z.infer<typeof secretsShape>

/**
 * The variables that development needs and `given` lacks: secrets, and that next-auth takes the app's own
 * address from the request, because `next dev` takes the next port when one is in use.
 */
export function developmentEnvironment(given: Readonly<Record<string, string | undefined>>) {
  const { NEXTAUTH_SECRET, JWT_SECRET } = readDevelopmentSecrets()
  return {
    ...(!given.NEXTAUTH_SECRET?.trim() && { NEXTAUTH_SECRET }),
    ...(!given.JWT_SECRET?.trim() && { JWT_SECRET }),
    ...(!given.NEXTAUTH_URL?.trim() && { AUTH_TRUST_HOST: "true" }),
  }
}

/** The secrets of this checkout, made at the first call. */
export function readDevelopmentSecrets(folder = join(process.cwd(), ".grantway")): DevelopmentSecrets {
  return read(folder) ?? make(folder)
}

function read(folder: string): DevelopmentSecrets | undefined {
  try {
    return secretsShape.parse(JSON.parse(readFileSync(join(folder, FILE), "utf8")))
  } catch {
    // Not there, or of an older version of this file: it is made anew.
    return undefined
  }
}

function make(folder: string): DevelopmentSecrets {
  const made: DevelopmentSecrets = {
    NEXTAUTH_SECRET: randomSecret(),
    JWT_SECRET: randomSecret(),
    embeddedRedisToken: randomSecret(),
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const draft = join(folder, `${FILE}.${process.pid}.${randomBytes(4).toString("hex")}`)
  writeFileSync(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: "wx" })
  try {
    return settle(folder, draft) ?? made
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Puts the draft in place, whole. Of two processes that start at once, the second takes what the first made. */
function settle(folder: string, draft: string): DevelopmentSecrets | undefined {
  const file = join(folder, FILE)
  try {
    linkSync(draft, file)
  } catch {
    // Somebody was first, or the file system has no links. What is there and unreadable is replaced.
    if (read(folder) === undefined) renameSync(draft, file)
  }
  return read(folder)
}

function randomSecret(): string {
  return randomBytes(32).toString("base64url")
}
