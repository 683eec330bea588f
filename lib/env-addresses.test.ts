/** Addresses in the environment: however they are spelled, and by whatever name. */
import { describe, expect, test } from "vitest"
import { readEnv } from "./env"

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
