import { expect, test, vi } from "vitest"
import { type ErrorCode, isErrorCode, refusals, Sock8Error } from "./errors"

test("M-20 M-22 a refusal is an Error with a sentence and a type", () => {
  const error = new Sock8Error("AUTH_REQUIRED")
  expect(error).toBeInstanceOf(Error)
  expect(error.message).toBe("Authentication required")
  expect(error.data).toEqual({ type: "AUTH_REQUIRED" })
})

test("M-21 every code has a status, a sentence and a remedy", () => {
  for (const [code, { status, title, remedy }] of Object.entries(refusals)) {
    expect(isErrorCode(code)).toBe(true)
    expect(status, code).toBeGreaterThanOrEqual(400)
    expect(title.length, code).toBeGreaterThan(5)
    expect(["retry", "reauthorize", "stop"], code).toContain(remedy)
  }
})

test("M-12 bad, expired and unacceptable tokens can be told apart", () => {
  const codes: ErrorCode[] = ["INVALID_TOKEN", "TOKEN_EXPIRED", "AUTH_FAILED"]
  expect(codes.map((code) => refusals[code].title)).toEqual([
    "Invalid token",
    "Token expired",
    "Authentication failed",
  ])
})

test("a problem carries the public parts and never the cause", () => {
  const cause = new Error("secret")
  const problem = new Sock8Error("UNAVAILABLE", { cause, retryAfter: 5, detail: "soon" }).toProblem()
  expect(problem).toEqual({
    type: "/docs/errors#unavailable",
    title: "Not available just now",
    status: 503,
    code: "UNAVAILABLE",
    detail: "soon",
    retryAfter: 5,
  })
})

test("an error of another copy of this module is one of ours, anything else is not", async () => {
  vi.resetModules()
  const copy = await import("./errors")
  expect(copy.Sock8Error).not.toBe(Sock8Error)
  expect(new copy.Sock8Error("REVOKED")).toBeInstanceOf(Sock8Error)
  for (const value of [new Error("REVOKED"), { code: "REVOKED" }, null, undefined, "REVOKED"]) {
    expect(value instanceof Sock8Error).toBe(false)
  }
})

test("names of Object.prototype are no codes", () => {
  for (const value of ["constructor", "__proto__", "toString", 7, null])
    expect(isErrorCode(value)).toBe(false)
})
