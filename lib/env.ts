/**
 * The environment, parsed once; nothing else in the app reads `process.env`. Each variable is described in
 * `.env.example`, the rules are in `env-rules.ts`. What is missing or unsafe is told in one list, so that a
 * first deploy fails once and not once per variable.
 */
import { type EnvProblem, findMissing, findUnsafe, readVariables, restRedis, type Values } from "./env-rules"

/** The environment as the app may rely on it. */
export interface Env {
  /** A production build, or anything on Vercel: nothing is made up there, everything has to be set. */
  readonly strict: boolean
  readonly onVercel: boolean
  /** `next dev`, whose pages need rights that no production has. */
  readonly isDevelopment: boolean
  /** Whether cookies are `Secure`, which decides their names too: https, as far as we were told. */
  readonly secureCookies: boolean
  readonly NEXTAUTH_SECRET: string
  /**
   * The origin of the app in the spelling of browsers, `https://app.example.org`. Absent in development and on Vercel
   * where it is not set: there the host of the request is trusted instead.
   */
  readonly NEXTAUTH_URL: string | undefined
  readonly JWT_SECRET: string
  readonly JWT_SECRET_PREVIOUS: string | undefined
  readonly JWT_ISSUER: string
  readonly JWT_AUDIENCE: string
  /** What tokens of other issuers have to say of themselves; `undefined` when none is accepted. */
  readonly foreignTokens: { readonly issuer?: string; readonly audience?: string } | undefined
  /** Absent until the embedded Redis runs, see `lib/start.ts`. Vercel calls it `KV_REST_API_URL`. */
  readonly UPSTASH_REDIS_REST_URL: string | undefined
  readonly UPSTASH_REDIS_REST_TOKEN: string | undefined
  readonly REDIS_URL: string | undefined
  readonly EMBEDDED_REDIS_PORT: number | undefined
  readonly EMBEDDED_REDIS_SECRET: string | undefined
  readonly github: { readonly id: string; readonly secret: string } | undefined
  readonly PORT: number | undefined
  readonly demoPeople: boolean
  readonly logLevel: NonNullable<Values["LOG_LEVEL"]>
  /** Who is believed about a client's address: the platform, or that many proxies (`client-address.ts`). */
  readonly addressSource: "vercel" | number
}

/** The environment cannot be used. `message` is the whole list, ready to be printed; no value is in it. */
export class EnvError extends Error {
  override readonly name = "EnvError"
  readonly problems: readonly EnvProblem[]

  constructor(problems: readonly EnvProblem[]) {
    super(listOf(problems))
    this.problems = problems
  }
}

// Instrumentation, routes and pages are separate module graphs; only `globalThis` is shared by all three.
const shared: { grantwayEnv?: Env } = globalThis as object

/** The environment. Parsed at the first call, not at import: `next build` imports everything without one. */
export function env(): Env {
  shared.grantwayEnv ??= readEnv(process.env)
  return shared.grantwayEnv
}

/** Sets variables of this process, and parses the environment anew. */
export function setEnv(values: Readonly<Record<string, string>>): Env {
  Object.assign(process.env, values)
  Reflect.deleteProperty(shared, "grantwayEnv")
  return env()
}

/** Parses an environment. Throws an {@link EnvError} that names everything that is wrong with it. */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const { values, problems } = readVariables(source)
  const onVercel = values.VERCEL !== undefined
  const strict = onVercel || values.NODE_ENV === "production"
  const malformed = new Set(problems.map(({ variable }) => variable))
  const missing = findMissing(values, { strict, onVercel }).filter(({ variable }) => !malformed.has(variable))
  problems.push(...missing, ...findUnsafe(values))
  const { NEXTAUTH_SECRET, JWT_SECRET } = values
  const { url, token } = restRedis(values)
  if (problems.length > 0 || !NEXTAUTH_SECRET || !JWT_SECRET) throw new EnvError(problems)
  return {
    strict,
    onVercel,
    isDevelopment: values.NODE_ENV === "development",
    secureCookies: values.NEXTAUTH_URL?.startsWith("https://") ?? onVercel,
    NEXTAUTH_SECRET,
    NEXTAUTH_URL: values.NEXTAUTH_URL,
    JWT_SECRET,
    JWT_SECRET_PREVIOUS: values.JWT_SECRET_PREVIOUS,
    JWT_ISSUER: values.JWT_ISSUER ?? "grantway",
    JWT_AUDIENCE: values.JWT_AUDIENCE ?? "grantway-realtime",
    foreignTokens: foreignTokens(values),
    UPSTASH_REDIS_REST_URL: url,
    UPSTASH_REDIS_REST_TOKEN: token,
    REDIS_URL: values.REDIS_URL,
    EMBEDDED_REDIS_PORT: values.EMBEDDED_REDIS_PORT,
    EMBEDDED_REDIS_SECRET: values.EMBEDDED_REDIS_SECRET,
    github: githubApp(values),
    PORT: values.PORT,
    demoPeople: values.DEMO_PEOPLE ? values.DEMO_PEOPLE === "on" : !strict,
    // Who develops sees each attempt on the admin page, and has a terminal to read other things in.
    logLevel: values.LOG_LEVEL ?? (strict ? "info" : "warn"),
    addressSource: onVercel ? "vercel" : (values.TRUSTED_PROXY_HOPS ?? 0),
  }
}

/** Our own defaults are no demand on strangers: only what was set in so many words is checked. */
function foreignTokens({ JWT_ACCEPT_FOREIGN, JWT_ISSUER, JWT_AUDIENCE }: Values): Env["foreignTokens"] {
  if (JWT_ACCEPT_FOREIGN !== "on") return undefined
  return { ...(JWT_ISSUER && { issuer: JWT_ISSUER }), ...(JWT_AUDIENCE && { audience: JWT_AUDIENCE }) }
}

function githubApp({ GITHUB_ID, GITHUB_SECRET }: Values): Env["github"] {
  return GITHUB_ID && GITHUB_SECRET ? { id: GITHUB_ID, secret: GITHUB_SECRET } : undefined
}

function listOf(problems: readonly EnvProblem[]): string {
  const width = Math.max(...problems.map(({ variable }) => variable.length))
  const lines = problems.map(({ variable, sentence }) => `  ${variable.padEnd(width)}  ${sentence}`)
  const count = problems.length === 1 ? "One setting is" : `${problems.length} settings are`
  return `${count} missing or unsafe:\n\n${lines.join("\n")}\n\nEach is described in .env.example.`
}
