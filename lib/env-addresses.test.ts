/** Addresses in the environment: however they are spelled, and by whatever name. */
import { describe, expect, test } from "vitest"
import { EnvError, readEnv } from "./env"

const production = {
  NODE_ENV: "production",
  NEXTAUTH_URL: "https://app.example.org",
  NEXTAUTH_SECRET: "q7Zt0mVnB4xKcW9eRf2LhYs8DpGu1JaO3iTb6NQkXvM=",
  JWT_SECRET: "Hn5wQe8rTy2uIo9pAs3dFg6hJk1lZx4cVb7nMm0qWvE=",
  UPSTASH_REDIS_REST_URL: "https://calm-otter-12345.upstash.io",
  UPSTASH_REDIS_REST_TOKEN: "AZ9kAAIncDE4ZTk3NjI",
}

describe("an address in another spelling", () => {
  test.each([
    ["HTTPS://app.example.org", "https://app.example.org"],
    ["https://App.Example.ORG:443/", "https://app.example.org"],
    [" hTTps://app.example.org ", "https://app.example.org"],
    ["HTTP://LOCALHOST:3000", "http://localhost:3000"],
  ])("is read as browsers spell it: NEXTAUTH_URL=%s", (given, origin) => {
    const { NEXTAUTH_URL, secureCookies } = readEnv({ ...production, NEXTAUTH_URL: given })
    expect({ NEXTAUTH_URL, secureCookies }).toEqual({
      NEXTAUTH_URL: origin,
      secureCookies: origin.startsWith("https:"),
    })
  })

  test("is read as its own spelling in the variables of Redis, too", () => {
    const spelled = {
      UPSTASH_REDIS_REST_URL: "HTTPS://Calm-Otter.Upstash.IO/",
      REDIS_URL: "REDISS://:PassWord@Host:1",
    }
    expect(readEnv({ ...production, ...spelled })).toMatchObject({
      UPSTASH_REDIS_REST_URL: "https://calm-otter.upstash.io",
      REDIS_URL: "rediss://:PassWord@Host:1",
    })
  })
})

describe("the database that Vercel's integration of Upstash sets", () => {
  const { UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN, ...withoutUpstash } = production
  const kv = { KV_REST_API_URL: "https://other-otter-1.upstash.io", KV_REST_API_TOKEN: "AZ9kAAIncDE4ZTk3Nja" }
  const databaseOf = (source: Record<string, string>) => {
    const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = readEnv(source)
    return { url, token }
  }
  const missingIn = (source: Record<string, string>) => {
    try {
      readEnv(source)
      return []
    } catch (error) {
      return error instanceof EnvError ? error.problems.map(({ variable }) => variable) : [error]
    }
  }

  test("is read by its name", () => {
    const database = { url: kv.KV_REST_API_URL, token: kv.KV_REST_API_TOKEN }
    expect(databaseOf({ ...withoutUpstash, ...kv })).toEqual(database)
    expect(databaseOf({ ...withoutUpstash, ...kv, UPSTASH_REDIS_REST_URL: " " })).toEqual(database)
    const { NEXTAUTH_URL: _, ...onVercel } = {
      ...withoutUpstash,
      ...kv,
      VERCEL: "1",
      REDIS_URL: "rediss://h:6379",
    }
    expect(databaseOf(onVercel)).toEqual(database)
  })

  test("gives way to UPSTASH_…, and the two are never mixed", () => {
    const database = { url: UPSTASH_REDIS_REST_URL, token: UPSTASH_REDIS_REST_TOKEN }
    expect(databaseOf({ ...production, ...kv })).toEqual(database)
    expect(missingIn({ ...withoutUpstash, ...kv, UPSTASH_REDIS_REST_URL })).toEqual([
      "UPSTASH_REDIS_REST_TOKEN",
    ])
    expect(missingIn({ ...withoutUpstash, ...kv, UPSTASH_REDIS_REST_TOKEN })).toEqual([
      "UPSTASH_REDIS_REST_URL",
    ])
  })

  test("needs both halves, and is asked for by the name that was begun with", () => {
    const { KV_REST_API_URL, KV_REST_API_TOKEN } = kv
    expect(missingIn({ ...withoutUpstash, KV_REST_API_URL })).toEqual(["KV_REST_API_TOKEN"])
    expect(missingIn({ ...withoutUpstash, KV_REST_API_TOKEN })).toEqual(["KV_REST_API_URL"])
  })

  test("may stand there by both names", () => {
    const same = { KV_REST_API_URL: UPSTASH_REDIS_REST_URL, KV_REST_API_TOKEN: UPSTASH_REDIS_REST_TOKEN }
    expect(missingIn({ ...production, ...same })).toEqual([])
  })
})
