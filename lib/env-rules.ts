/** What each variable of the environment has to look like, and which have to be there (`lib/env.ts`). */
import { z } from "zod"
import { isPlaceholder, weaknessOf } from "./secret-strength"

/** One variable that cannot be used. */
export interface EnvProblem {
  readonly variable: string
  /** Continues the name of the variable, "is missing; …", and never repeats its value. */
  readonly sentence: string
}

/** The variables that are set, each of the right form. */
export type Values = z.infer<typeof schema>

const MAKE_ONE = "make one with: openssl rand -base64 32"

const text = z.string().max(4096, "is longer than 4096 characters")
const onOff = z.enum(["on", "off"], "has to be on or off")

const port = text
  .regex(/^\d{1,5}$/, "has to be a port number")
  .transform(Number)
  .refine((port) => port <= 65_535, "is above 65535")

/** Schemes and hosts have many spellings; what is compared or taken apart later has one. */
const restAddress = text
  .regex(/^https?:\/\/[^\s#$./?]\S*$/i, "has to begin with https:// or http://")
  .refine((address) => URL.canParse(address), "is not an address")
  .transform((address) => new URL(address).href.replace(/\/$/, ""))

/** From loud to quiet: a level lets its own lines through and those of the levels after it. */
const LOG_LEVELS = ["info", "warn", "error", "silent"] as const

const schema = z
  .object({
    NODE_ENV: text,
    VERCEL: text,
    NEXTAUTH_SECRET: text,
    NEXTAUTH_URL: text
      .refine(isOrigin, "has to be an address without a path, like https://app.example.org")
      .transform((address) => new URL(address).origin),
    JWT_SECRET: text,
    JWT_SECRET_PREVIOUS: text,
    JWT_ISSUER: text,
    JWT_AUDIENCE: text,
    JWT_ACCEPT_FOREIGN: onOff,
    UPSTASH_REDIS_REST_URL: restAddress,
    UPSTASH_REDIS_REST_TOKEN: text,
    KV_REST_API_URL: restAddress,
    KV_REST_API_TOKEN: text,
    EMBEDDED_REDIS_PORT: port,
    EMBEDDED_REDIS_SECRET: text,
    REDIS_URL: text
      .regex(/^rediss?:\/\/\S+$/i, "has to begin with redis:// or rediss://")
      // The rest may be a password, and is not ours to rewrite.
      .transform((address) => address.replace(/^\w+:/, (scheme) => scheme.toLowerCase())),
    GITHUB_ID: text,
    GITHUB_SECRET: text,
    PORT: port,
    DEMO_PEOPLE: onOff,
    ALLOW_EMBEDDED_REDIS: onOff,
    LOG_LEVEL: z.enum(LOG_LEVELS, `has to be one of ${LOG_LEVELS.join(", ")}`),
    TRUSTED_PROXY_HOPS: text.regex(/^[0-9]$/, "has to be a number from 0 to 9").transform(Number),
  })
  .partial()

/** Reads each variable on its own. A blank one counts as unset, as `.env` files mean it. */
export function readVariables(source: Readonly<Record<string, string | undefined>>): {
  values: Values
  problems: EnvProblem[]
} {
  const set = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, source[name]?.trim() || undefined]),
  )
  const parsed = schema.safeParse(set)
  if (parsed.success) return { values: parsed.data, problems: [] }
  const problems = parsed.error.issues.map(({ path, message }) => ({
    variable: String(path[0]),
    sentence: message,
  }))
  for (const { variable } of problems) set[variable] = undefined
  return { values: schema.parse(set), problems }
}

/** What has to be set and is not. In development nothing has to: see `lib/development-secrets.ts`. */
export function findMissing(values: Values, where: { strict: boolean; onVercel: boolean }): EnvProblem[] {
  const problems: EnvProblem[] = []
  const demand = (name: keyof Values, sentence: string) => {
    if (values[name] === undefined) problems.push({ variable: name, sentence })
  }
  demand("NEXTAUTH_SECRET", `is missing; ${MAKE_ONE}`)
  demand("JWT_SECRET", `is missing; ${MAKE_ONE}`)
  if (where.strict && !where.onVercel)
    demand("NEXTAUTH_URL", "is missing; the address that people open, like https://app.example.org")
  if (values.GITHUB_ID)
    demand("GITHUB_SECRET", "is missing beside GITHUB_ID; copy it from the GitHub OAuth app")
  if (values.GITHUB_SECRET)
    demand("GITHUB_ID", "is missing beside GITHUB_SECRET; copy it from the GitHub OAuth app")
  return [...problems, ...findMissingRedis(values, where)]
}

function findMissingRedis(values: Values, where: { strict: boolean; onVercel: boolean }): EnvProblem[] {
  const { names, url, token } = restRedis(values)
  const fromUpstash = "copy it from your database's page on console.upstash.com, section REST"
  const noUrl = { variable: names.url, sentence: `is missing; ${fromUpstash}` }
  const noToken = { variable: names.token, sentence: `is missing; ${fromUpstash}` }
  const isEmbeddedAllowed = values.ALLOW_EMBEDDED_REDIS === "on"
  const problems: EnvProblem[] = []
  if (isEmbeddedAllowed && where.onVercel) {
    const sentence = "has to be off on Vercel, where no two instances would share that Redis"
    problems.push({ variable: "ALLOW_EMBEDDED_REDIS", sentence })
  }
  if (url && token) return problems
  if (url) return [...problems, noToken]
  if (token) return [...problems, noUrl]
  const mayEmbed = !where.strict || (isEmbeddedAllowed && !where.onVercel)
  return mayEmbed ? problems : [...problems, noUrl, noToken]
}

const REST_NAMES = [
  { url: "UPSTASH_REDIS_REST_URL", token: "UPSTASH_REDIS_REST_TOKEN" },
  // By these names the integration of Upstash hands the same to a project on Vercel.
  { url: "KV_REST_API_URL", token: "KV_REST_API_TOKEN" },
] as const

/**
 * The Redis database and the names by which it is known. The first pair of which anything is set decides: a token of
 * one pair is never sent to the address of the other.
 */
export function restRedis(values: Values) {
  const isSet = ({ url, token }: (typeof REST_NAMES)[number]) => (values[url] ?? values[token]) !== undefined
  const names = REST_NAMES.find(isSet) ?? REST_NAMES[0]
  return { names, url: values[names.url], token: values[names.token] }
}

const secrets = [
  "NEXTAUTH_SECRET",
  "JWT_SECRET",
  "JWT_SECRET_PREVIOUS",
  "EMBEDDED_REDIS_SECRET",
  "UPSTASH_REDIS_REST_TOKEN",
  "KV_REST_API_TOKEN",
  "GITHUB_SECRET",
] as const

/** Those that other services made. Both names of a database may hold the same. */
const foreignSecrets: readonly string[] = ["UPSTASH_REDIS_REST_TOKEN", "KV_REST_API_TOKEN", "GITHUB_SECRET"]

/** Secrets of our own making have to be strong; those that others made have to be real at least. */
export function findUnsafe(values: Values): EnvProblem[] {
  const problems: EnvProblem[] = []
  for (const [index, name] of secrets.entries()) {
    const secret = values[name]
    if (secret === undefined) continue
    const isOurs = !foreignSecrets.includes(name)
    const weakness = isOurs ? weaknessOf(secret) : isPlaceholder(secret) && "a placeholder"
    if (weakness)
      problems.push({ variable: name, sentence: `is ${weakness}${isOurs ? `; ${MAKE_ONE}` : ""}` })
    // A secret for two purposes lets what one signs pass for what the other signs.
    const isSameDatabase = (other: string) =>
      name === "KV_REST_API_TOKEN" && other === "UPSTASH_REDIS_REST_TOKEN"
    const twin = secrets.slice(0, index).find((other) => values[other] === secret && !isSameDatabase(other))
    if (twin) problems.push({ variable: name, sentence: `is the same as ${twin}; ${MAKE_ONE}` })
  }
  return problems
}

function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, origin, href } = new URL(value)
  return (protocol === "https:" || protocol === "http:") && href === `${origin}/`
}
