import { randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { NextRequest } from "next/server"
import { encode } from "next-auth/jwt"
import { beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { SESSION_MAX_AGE_SECONDS } from "@/lib/auth/session-cookie"
import { setEnv } from "@/lib/env"
import { leadVisitors } from "@/lib/pages/lead-visitors"

const SECRET = "q7Zt0mVnB4xKcW9eRf2LhYs8DpGu1JaO3iTb6NQkXvM="

beforeAll(() => {
  setEnv({
    NEXTAUTH_SECRET: SECRET,
    JWT_SECRET: "Hn5wQe8rTy2uIo9pAs3dFg6hJk1lZx4cVb7nMm0qWvE=",
    NEXTAUTH_URL: "",
  })
})

function ask(path: string, cookie?: string) {
  return leadVisitors(new NextRequest(`http://localhost:3000${path}`, { headers: cookie ? { cookie } : {} }))
}

describe("a signed-out visitor", () => {
  test.each([
    ["/dashboard", "/dashboard"],
    ["/dashboard/team/red?tab=chat", "/dashboard/team/red?tab=chat"],
    ["/dashboard//evil.example", "/dashboard//evil.example"],
  ])("of %s is sent to sign in, and comes back to %s", async (path, back) => {
    const { status, headers } = await ask(path)
    const location = new URL(headers.get("location") ?? "")
    expect([status, location.origin, location.pathname]).toEqual([307, "http://localhost:3000", "/sign-in"])
    expect(location.searchParams.get("callbackUrl")).toBe(back)
  })

  test("with a forged cookie is signed out", async () => {
    const { headers } = await ask("/dashboard", "next-auth.session-token=a.b.c.d.e")
    expect(headers.get("location")).toContain("/sign-in")
  })

  test.each(["/", "/sign-in", "/dashboards", "/api/channels/authenticate"])(
    "of %s may pass",
    async (path) => {
      expect((await ask(path)).headers.get("location")).toBeNull()
    },
  )
})

test("S-2 a signed-in visitor may pass, and none with a cookie that claims 30 days", async () => {
  const claims = { sub: "ben", name: "Ben", sid: randomUUID() }
  const token = await encode({ token: claims, secret: SECRET, maxAge: SESSION_MAX_AGE_SECONDS })
  expect((await ask("/dashboard", `next-auth.session-token=${token}`)).headers.get("location")).toBeNull()
  const asOfOld = await encode({ token: claims, secret: SECRET, maxAge: 30 * 24 * 3600 })
  const { headers } = await ask("/dashboard", `next-auth.session-token=${asOfOld}`)
  expect(headers.get("location")).toContain("/sign-in")
})

describe("the content security policy", () => {
  const policyOf = async (path: string, cookie?: string) =>
    (await ask(path, cookie)).headers.get("content-security-policy") ?? ""
  const pages = ["/", "/sign-in", "/docs/patterns", "/dashboard", "/no-such-page", "/no-such-file.png"]

  test.each(pages)("of %s lets scripts run by a nonce that never comes again", async (path) => {
    const policies = await Promise.all([policyOf(path), policyOf(path)])
    const nonces = policies.map(
      (policy) => /script-src 'self' 'nonce-([^']+)' 'strict-dynamic';/.exec(policy)?.[1],
    )
    expect(nonces[0]).toMatch(/^.{24}$/)
    expect(nonces[0]).not.toBe(nonces[1])
    for (const policy of policies) expect(policy).toContain("frame-ancestors 'none'")
  })

  test("is told to Next by the request, in place of one that a client sent", async () => {
    const headers = { "content-security-policy": "script-src 'nonce-chosen'" }
    const answer = await leadVisitors(new NextRequest("http://localhost:3000/", { headers }))
    expect(answer.headers.get("x-middleware-request-content-security-policy")).toBe(
      answer.headers.get("content-security-policy"),
    )
    expect(answer.headers.get("content-security-policy")).not.toContain("chosen")
  })

  test("knows from the environment whether people come by https and sign in with GitHub", async () => {
    expect(await policyOf("/")).not.toMatch(/upgrade-insecure-requests|github/)
    setEnv({
      NEXTAUTH_URL: "https://app.example.org",
      GITHUB_ID: "Iv1.8a61f9b3",
      GITHUB_SECRET: "8a61f9b3a7",
    })
    expect(await policyOf("/")).toMatch(
      /form-action 'self' https:\/\/github\.com;.*; upgrade-insecure-requests$/,
    )
    setEnv({ NEXTAUTH_URL: "", GITHUB_ID: "", GITHUB_SECRET: "" })
  })
})

/** The file that Next calls, which may have either name. */
const matcherShape = z.object({ config: z.object({ matcher: z.string() }) })
const nameOfFile = () => ["middleware.ts", "proxy.ts"].find((name) => existsSync(name))

test("pages pass through it, and files and routes do not: Next would read their bodies first", async () => {
  const { config } = matcherShape.parse(await import(`../../${nameOfFile()}`))
  const matches = (path: string) => new RegExp(`^${config.matcher}$`).test(path)
  for (const path of ["/_next/static/chunks/a.js", "/_next/image", "/icon.svg", "/api/realtime"])
    expect(matches(path), path).toBe(false)
  for (const path of ["/", "/dashboard", "/dashboard/team/x.png", "/a/_next/static/b", "/apis"]) {
    expect(matches(path), path).toBe(true)
  }
})
