import { expect, test } from "vitest"
import { safePath, signInPath } from "./safe-path"

const OWN = "https://app.example.org"

test("a page of ours is where people come back to", () => {
  expect(safePath("/dashboard/team/red?tab=chat#last")).toBe("/dashboard/team/red?tab=chat#last")
  expect(safePath("/")).toBe("/")
})

test("an address of our own is taken for its path", () => {
  expect(safePath(`${OWN}/dashboard/admin`, OWN)).toBe("/dashboard/admin")
  expect(safePath("https://app.example.org:443/dashboard/admin", OWN)).toBe("/dashboard/admin")
})

test.each([
  "https://evil.example/",
  "https://app.example.org.evil.example/",
  "https://app.example.org@evil.example/",
  "http://app.example.org/",
  "https://app.example.org:8443/",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/.//evil.example",
  "/dashboard/..//evil.example",
  "/%2e//evil.example",
  "https:evil.example",
  "evil.example",
  "\u0000",
  "",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "data:text/html,hello",
  "http://[",
  `/${"a".repeat(2000)}`,
])("%j leads home instead", (target) => {
  expect(safePath(target, OWN)).toBe("/dashboard")
})

test("what is no text leads home", () => {
  for (const target of [undefined, null, 7, ["/"], { toString: () => "//evil.example" }]) {
    expect(safePath(target)).toBe("/dashboard")
  }
})

test("signing in leads neither back to the form nor into a route that acts", () => {
  expect(safePath("/sign-in?callbackUrl=/sign-in")).toBe("/dashboard")
  expect(safePath("/api/auth/signout")).toBe("/dashboard")
  expect(safePath("/dashboard/../api/auth/signout")).toBe("/dashboard")
})

test("the sign-in page is told where to go back to", () => {
  expect(signInPath("/dashboard/team/red?tab=chat")).toBe(
    "/sign-in?callbackUrl=%2Fdashboard%2Fteam%2Fred%3Ftab%3Dchat",
  )
  expect(signInPath("//evil.example")).toBe("/sign-in?callbackUrl=%2Fdashboard")
})
