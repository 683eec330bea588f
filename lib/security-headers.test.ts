import { expect, test } from "vitest"
import { contentSecurityPolicy, createNonce, type PagePolicy } from "./security-headers"

const production: PagePolicy = {
  ...{ nonce: "bm9uY2U=", isDevelopment: false, isHttps: false, signsInWithGitHub: false },
}

/** A policy as directive → sources. */
function read(page: Partial<PagePolicy>): Record<string, string> {
  const directives = contentSecurityPolicy({ ...production, ...page }).split("; ")
  return Object.fromEntries(
    directives.map((directive) => directive.split(/ (.*)/)).map(([name, rest = ""]) => [name, rest]),
  )
}

test("in production scripts run by nonce, neither inline nor by eval", () => {
  expect(read({})).toEqual({
    "default-src": "'self'",
    "script-src": "'self' 'nonce-bm9uY2U=' 'strict-dynamic'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
  })
})

test("eval is allowed while one develops, GitHub where people sign in by it, http nowhere on https", () => {
  expect(read({ isDevelopment: true })["script-src"]).toContain("'unsafe-eval'")
  expect(read({ signsInWithGitHub: true })["form-action"]).toBe("'self' https://github.com")
  expect(read({ isHttps: true })).toHaveProperty("upgrade-insecure-requests", "")
})

test("nonces have 128 bits and do not come again", () => {
  const nonces = Array.from({ length: 1000 }, createNonce)
  expect(new Set(nonces).size).toBe(1000)
  for (const nonce of nonces) expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/)
})
