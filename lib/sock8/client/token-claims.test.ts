import { expect, test } from "vitest"
import { scriptedToken } from "./scripted-server"
import { describeToken, readClaims } from "./token-claims"

test("R-6 the granted names are read from the token's permissions", () => {
  expect(readClaims(scriptedToken({ rooms: ["team.red.chat", "document.*", 7], life: 60 }))).toEqual({
    names: ["team.red.chat", "document.*"],
    subject: "ben",
    lifeMs: 60_000,
  })
})

test("R-10 a token without permissions grants no channel", () => {
  expect(readClaims(scriptedToken({ rooms: null })).names).toEqual([])
  expect(readClaims(scriptedToken({ rooms: "*" })).names).toEqual([])
})

test.each(["", "opaque", "a.b.c", "e30.bnVsbA.x"])(
  "a text that is no JWT has no names and no end: %j",
  (text) => {
    expect(readClaims(text)).toEqual({ names: [] })
  },
)

test("a token is described by its header and claims, without its signature", () => {
  const described = describeToken(scriptedToken({ life: 60 }))
  expect(described).toMatchObject({ header: {}, claims: { sub: "ben", exp: 1_790_000_060 } })
  expect(Object.keys(described ?? {})).toEqual(["header", "claims"])
})

test.each(["", "opaque", "a.b.c", "e30.bnVsbA.x"])("a text that is no JWT is not described: %j", (text) => {
  expect(describeToken(text)).toBeUndefined()
})
