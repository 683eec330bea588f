import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { EnvError, readEnv } from "./env"

const secrets = {
  NEXTAUTH_SECRET: "q7Zt0mVnB4xKcW9eRf2LhYs8DpGu1JaO3iTb6NQkXvM=",
  JWT_SECRET: "Hn5wQe8rTy2uIo9pAs3dFg6hJk1lZx4cVb7nMm0qWvE=",
}
const upstash = {
  UPSTASH_REDIS_REST_URL: "https://calm-otter-12345.upstash.io",
  UPSTASH_REDIS_REST_TOKEN: "AZ9kAAIncDE4ZTk3NjI",
}
const production = { NODE_ENV: "production", NEXTAUTH_URL: "https://app.example.org", ...secrets, ...upstash }

/** What is wrong with an environment: variable → sentence. */
function problemsOf(source: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(refusalOf(source).problems.map(({ variable, sentence }) => [variable, sentence]))
}

function refusalOf(source: Record<string, string | undefined>): EnvError {
  try {
    readEnv(source)
  } catch (error) {
    if (error instanceof EnvError) return error
    throw error
  }
  throw new Error("The environment was accepted.")
}

describe("production", () => {
  test("starts with secrets, an address and Upstash", () => {
    const env = readEnv(production)
    expect(env).toMatchObject({ strict: true, onVercel: false, secureCookies: true, demoPeople: false })
    expect(env).toMatchObject({ JWT_ISSUER: "grantway", JWT_AUDIENCE: "grantway-realtime" })
    expect(env.foreignTokens).toBeUndefined()
    expect(env.github).toBeUndefined()
  })

  test("names everything that is missing at once, and how to make it", () => {
    const refusal = refusalOf({ NODE_ENV: "production" })
    expect(refusal.problems.map(({ variable }) => variable)).toEqual([
      "NEXTAUTH_SECRET",
      "JWT_SECRET",
      "NEXTAUTH_URL",
      "UPSTASH_REDIS_REST_URL",
      "UPSTASH_REDIS_REST_TOKEN",
    ])
    for (const { variable, sentence } of refusal.problems) {
      expect(refusal.message).toMatch(new RegExp(`^  ${variable} +is missing`, "m"))
      expect(refusal.message).toContain(sentence)
    }
    expect(refusal.message).toContain("openssl rand -base64 32")
    expect(refusal.message).toContain("5 settings are missing or unsafe")
  })

  test("takes a blank variable for a missing one", () => {
    expect(problemsOf({ ...production, JWT_SECRET: "  " })).toEqual({
      JWT_SECRET: expect.stringMatching(/^is missing/),
    })
  })

  test("may use the embedded Redis only where that is allowed in so many words", () => {
    const withoutUpstash = { NODE_ENV: "production", NEXTAUTH_URL: "http://localhost:3000", ...secrets }
    expect(Object.keys(problemsOf(withoutUpstash))).toEqual(Object.keys(upstash))
    expect(Object.keys(problemsOf({ ...withoutUpstash, ALLOW_EMBEDDED_REDIS: "off" }))).toEqual(
      Object.keys(upstash),
    )
    expect(readEnv({ ...withoutUpstash, ALLOW_EMBEDDED_REDIS: "on" }).UPSTASH_REDIS_REST_URL).toBeUndefined()
  })

  test("has no Secure cookies where its address is http, because browsers would drop them", () => {
    expect(readEnv({ ...production, NEXTAUTH_URL: "http://localhost:3000" }).secureCookies).toBe(false)
  })

  test("has demo people only where they are switched on", () => {
    expect(readEnv({ ...production, DEMO_PEOPLE: "on" }).demoPeople).toBe(true)
  })
})

describe("Vercel", () => {
  const vercel = {
    NODE_ENV: "production",
    VERCEL: "1",
    VERCEL_URL: "app-1.vercel.app",
    ...secrets,
    ...upstash,
  }

  test("needs no address, and its cookies are Secure", () => {
    expect(readEnv(vercel)).toMatchObject({ onVercel: true, secureCookies: true, NEXTAUTH_URL: undefined })
  })

  test("never uses the embedded Redis", () => {
    const embedded = { NODE_ENV: "production", VERCEL: "1", ...secrets, ALLOW_EMBEDDED_REDIS: "on" }
    expect(Object.keys(problemsOf(embedded))).toEqual(["ALLOW_EMBEDDED_REDIS", ...Object.keys(upstash)])
    expect(Object.keys(problemsOf({ ...vercel, ALLOW_EMBEDDED_REDIS: "on" }))).toEqual([
      "ALLOW_EMBEDDED_REDIS",
    ])
  })

  test("is as strict in a preview as in production", () => {
    expect(Object.keys(problemsOf({ VERCEL: "1", NODE_ENV: "development", ...secrets }))).toEqual(
      Object.keys(upstash),
    )
  })
})

describe("development", () => {
  test("needs nothing but the secrets that it makes up itself", () => {
    const env = readEnv({ NODE_ENV: "development", ...secrets })
    expect(env).toMatchObject({
      strict: false,
      demoPeople: true,
      secureCookies: false,
      NEXTAUTH_URL: undefined,
    })
  })

  test("refuses half of a pair, as production does", () => {
    for (const mode of ["development", "production"]) {
      const base = { ...(mode === "production" ? production : secrets), NODE_ENV: mode }
      expect(Object.keys(problemsOf({ ...base, GITHUB_ID: "Iv1.8a61f9b3a7aba766" }))).toEqual([
        "GITHUB_SECRET",
      ])
      expect(Object.keys(problemsOf({ ...base, GITHUB_SECRET: "8a61f9b3a7aba766" }))).toEqual(["GITHUB_ID"])
    }
    const { UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN } = upstash
    expect(Object.keys(problemsOf({ ...secrets, UPSTASH_REDIS_REST_URL }))).toEqual([
      "UPSTASH_REDIS_REST_TOKEN",
    ])
    expect(Object.keys(problemsOf({ ...secrets, UPSTASH_REDIS_REST_TOKEN }))).toEqual([
      "UPSTASH_REDIS_REST_URL",
    ])
  })
})

describe("a secret", () => {
  test.each([
    ["shorter than 32 bytes", "k3Jd92mXz0PqLw7T"],
    ["made of too few different characters", "abcabdabcabdabcabdabcabdabcabdabcabe"],
    ["a short text repeated", "k3Jd92mXz0Pk3Jd92mXz0Pk3Jd92mXz0P"],
    ["a row of neighbouring characters", "abcdefghijklmnopqrstuvwxyz0123456789"],
    ["a placeholder", "replace-me-with-the-output-of-openssl-rand-base64-32"],
    ["made of words that people guess", "this-is-my-super-secret-signing-key-2026"],
  ])("that is %s is refused in every mode, and not repeated", (weakness, secret) => {
    for (const base of [production, { NODE_ENV: "development", ...secrets }]) {
      for (const variable of ["NEXTAUTH_SECRET", "JWT_SECRET", "JWT_SECRET_PREVIOUS"]) {
        const refusal = refusalOf({ ...base, [variable]: secret })
        expect(refusal.problems).toEqual([{ variable, sentence: expect.stringContaining(`is ${weakness}`) }])
        expect(`${refusal.message} ${JSON.stringify(refusal)}`).not.toContain(secret)
      }
    }
  })

  test("is refused for a second purpose", () => {
    const same = {
      ...production,
      NEXTAUTH_SECRET: secrets.JWT_SECRET,
      JWT_SECRET_PREVIOUS: secrets.JWT_SECRET,
    }
    expect(problemsOf(same)).toEqual({
      JWT_SECRET: expect.stringContaining("is the same as NEXTAUTH_SECRET"),
      JWT_SECRET_PREVIOUS: expect.stringContaining("is the same as NEXTAUTH_SECRET"),
    })
    expect(refusalOf(same).message).not.toContain(secrets.JWT_SECRET)
  })

  test("of .env.example is a placeholder", () => {
    const example = readFileSync(new URL("../.env.example", import.meta.url), "utf8")
    const placeholders = [...example.matchAll(/^# (NEXTAUTH_SECRET|JWT_SECRET)=(.+)$/gm)]
    expect(placeholders).toHaveLength(2)
    for (const [, variable = "", value] of placeholders) {
      expect(problemsOf({ ...production, [variable]: value })[variable]).toContain("a placeholder")
    }
  })
})

describe("a malformed value", () => {
  test.each([
    ["NEXTAUTH_URL", "shop.example.com"],
    ["NEXTAUTH_URL", "https://app.example.org/some/path"],
    ["NEXTAUTH_URL", "https://user:hunter2@app.example.org"],
    ["NEXTAUTH_URL", "javascript:alert(1)"],
    ["UPSTASH_REDIS_REST_URL", "redis://calm-otter-12345.upstash.io"],
    ["REDIS_URL", "https://127.0.0.1:6379"],
    ["DEMO_PEOPLE", "yes"],
    ["JWT_ACCEPT_FOREIGN", "true"],
    ["ALLOW_EMBEDDED_REDIS", "1-time"],
    ["PORT", "eighty"],
    ["PORT", "65536"],
    ["LOG_LEVEL", "chatty"],
    ["TRUSTED_PROXY_HOPS", "-1"],
    ["TRUSTED_PROXY_HOPS", "all"],
  ])("of %s is told once and not repeated: %s", (variable, value) => {
    const refusal = refusalOf({ ...production, [variable]: value })
    expect(refusal.problems.map((problem) => problem.variable)).toEqual([variable])
    expect(refusal.message).not.toContain(value)
  })

  test("is told together with what is missing and what is weak", () => {
    const { JWT_SECRET: _, ...rest } = production
    expect(Object.keys(problemsOf({ ...rest, PORT: "eighty", JWT_SECRET_PREVIOUS: "short" })).sort()).toEqual(
      ["JWT_SECRET", "JWT_SECRET_PREVIOUS", "PORT"],
    )
  })
})

test("every variable is described in .env.example, by its own name", () => {
  const example = readFileSync(new URL("../.env.example", import.meta.url), "utf8")
  const described = [...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name)
  expect(described.sort()).toEqual(
    [
      ...["NEXTAUTH_SECRET", "NEXTAUTH_URL", "JWT_SECRET", "JWT_SECRET_PREVIOUS", "JWT_ISSUER"],
      ...["JWT_AUDIENCE", "EMBEDDED_REDIS_PORT", "EMBEDDED_REDIS_SECRET"],
      ...["JWT_ACCEPT_FOREIGN", "UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN", "REDIS_URL", "PORT"],
      ...["KV_REST_API_URL", "KV_REST_API_TOKEN"],
      ...["ALLOW_EMBEDDED_REDIS", "DEMO_PEOPLE", "GITHUB_ID", "GITHUB_SECRET"],
      ...["LOG_LEVEL", "TRUSTED_PROXY_HOPS"],
    ].sort(),
  )
})

test("each attempt is logged in production, and only trouble in development, unless LOG_LEVEL says so", () => {
  expect(readEnv(production).logLevel).toBe("info")
  expect(readEnv({ NODE_ENV: "development", ...secrets }).logLevel).toBe("warn")
  expect(readEnv({ NODE_ENV: "development", ...secrets, LOG_LEVEL: "info" }).logLevel).toBe("info")
})

test("nobody's headers are believed about an address, unless proxies are counted or the platform is Vercel", () => {
  expect(readEnv(production).addressSource).toBe(0)
  expect(readEnv({ ...production, TRUSTED_PROXY_HOPS: "2" }).addressSource).toBe(2)
  expect(readEnv({ ...production, VERCEL: "1", TRUSTED_PROXY_HOPS: "2" }).addressSource).toBe("vercel")
})

test("foreign tokens have to name our issuer and audience only where those are set in so many words", () => {
  const accepting = { ...production, JWT_ACCEPT_FOREIGN: "on" }
  expect(readEnv(accepting).foreignTokens).toEqual({})
  expect(readEnv({ ...accepting, JWT_AUDIENCE: "realtime-sdk" }).foreignTokens).toEqual({
    audience: "realtime-sdk",
  })
  expect(readEnv({ ...accepting, JWT_ISSUER: "shop" }).foreignTokens).toEqual({ issuer: "shop" })
  expect(
    readEnv({ ...accepting, JWT_ACCEPT_FOREIGN: "off", JWT_ISSUER: "shop" }).foreignTokens,
  ).toBeUndefined()
})
