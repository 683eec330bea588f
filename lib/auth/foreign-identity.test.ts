import { createHmac } from "node:crypto"
import { type JWTHeaderParameters, SignJWT } from "jose"
import { beforeEach, describe, expect, test } from "vitest"
import { setEnv } from "../env"
import { foreignIdentity } from "./foreign-identity"

const SECRET = "Hn5wQe8rTy2uIo9pAs3dFg6hJk1lZx4cVb7nMm0qWvE="
const PREVIOUS = "Lm2xRb7cYd4vKe9wTf1gZh6uPi3jSn8oQa5kXr0tWqM="
const STRANGERS = "q7Zt0mVnB4xKcW9eRf2LhYs8DpGu1JaO3iTb6NQkXvM="
/** Long enough for HS512, which is refused for its name alone. */
const LONG = `${SECRET}${PREVIOUS}`

beforeEach(() => {
  setEnv({
    NEXTAUTH_SECRET: STRANGERS,
    JWT_SECRET: SECRET,
    JWT_SECRET_PREVIOUS: "",
    JWT_ISSUER: "",
    JWT_AUDIENCE: "",
    JWT_ACCEPT_FOREIGN: "on",
  })
})

const now = () => Math.floor(Date.now() / 1000)

/** A token as another service makes it: `{ sub }` and an hour. */
function token(claims: object = {}, { secret = SECRET, header = {} as Partial<JWTHeaderParameters> } = {}) {
  const payload = { sub: "ben", iat: now(), exp: now() + 3600, ...claims }
  return new SignJWT(JSON.parse(JSON.stringify(payload)))
    .setProtectedHeader({ alg: "HS256", ...header })
    .sign(new TextEncoder().encode(secret))
}

function identityOf(authorization: string | undefined) {
  const headers = authorization === undefined ? undefined : { authorization }
  return foreignIdentity(new Request("http://localhost/", headers ? { headers } : {}))
}

async function codeOf(authorization: string): Promise<unknown> {
  try {
    return await identityOf(authorization)
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error
  }
}

test("a token of another service says who somebody is", async () => {
  const found = await identityOf(`Bearer ${await token()}`)
  expect(found).toMatchObject({ personId: "ben" })
  expect(found?.expiresAt).toBeGreaterThan(Date.now())
  expect(await identityOf(`bearer ${await token({}, { header: { typ: "JWT" } })}`)).toMatchObject({
    personId: "ben",
  })
})

test("any library may have made it: without a type and without a time of issue, too", async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
  const body = `${part({ alg: "HS256" })}.${part({ sub: "ben", exp: now() + 60 })}`
  const signature = createHmac("sha256", SECRET).update(body).digest("base64url")
  expect(await identityOf(`Bearer ${body}.${signature}`)).toMatchObject({ personId: "ben" })
})

test("no token is nobody, and no error", async () => {
  expect(await identityOf(undefined)).toBeUndefined()
})

test("where foreign tokens are off, even a good one says nothing", async () => {
  setEnv({ JWT_ACCEPT_FOREIGN: "" })
  expect(await identityOf(`Bearer ${await token()}`)).toBeUndefined()
  expect(await identityOf("Bearer nonsense")).toBeUndefined()
})

test("while keys are changed, tokens of both are good; afterwards those of the new one", async () => {
  const old = await token({}, { secret: PREVIOUS })
  expect(await codeOf(`Bearer ${old}`)).toBe("INVALID_TOKEN")
  setEnv({ JWT_SECRET_PREVIOUS: PREVIOUS })
  expect(await identityOf(`Bearer ${old}`)).toMatchObject({ personId: "ben" })
  expect(await identityOf(`Bearer ${await token()}`)).toMatchObject({ personId: "ben" })
})

describe("INVALID_TOKEN answers", () => {
  test.each([
    "Bearer",
    "Bearer ",
    "Bearer a b",
    "Basic YTpi",
    "Bearer a.b",
    "Bearer %00",
    "Bearer a.b.c",
    "nonsense",
  ])("the header %j", async (header) => {
    expect(await codeOf(header)).toBe("INVALID_TOKEN")
  })

  test.each<[string, object]>([
    ["no person", { sub: undefined }],
    ["a person that no id can be", { sub: "ben.*" }],
    ["an empty person", { sub: "" }],
    ["a number for a person", { sub: 7 }],
    ["no end", { exp: undefined }],
    ["an end more than a day away", { exp: now() + 25 * 3600 }],
    ["a time of issue that is yet to come", { iat: now() + 3600, exp: now() + 7200 }],
    ["a beginning that is yet to come", { nbf: now() + 3600 }],
  ])("a token with %s", async (_what, claims) => {
    expect(await codeOf(`Bearer ${await token(claims)}`)).toBe("INVALID_TOKEN")
  })

  test("a token of another secret, of another algorithm, or without a signature", async () => {
    expect(await codeOf(`Bearer ${await token({}, { secret: STRANGERS })}`)).toBe("INVALID_TOKEN")
    const [, body] = (await token()).split(".")
    const none = Buffer.from('{"alg":"none"}').toString("base64url")
    expect(await codeOf(`Bearer ${none}.${body}.`)).toBe("INVALID_TOKEN")
    setEnv({ JWT_SECRET: LONG })
    const hs512 = token({}, { secret: LONG, header: { alg: "HS512" } })
    expect(await codeOf(`Bearer ${await hs512}`)).toBe("INVALID_TOKEN")
  })

  test("a channel token of our own, or one of any other type", async () => {
    for (const typ of ["sock8+jwt", "at+jwt", "channel"]) {
      expect(await codeOf(`Bearer ${await token({}, { header: { typ } })}`)).toBe("INVALID_TOKEN")
    }
  })

  test("a token that is longer than any of ours", async () => {
    expect(await codeOf(`Bearer ${await token({ filler: "x".repeat(5000) })}`)).toBe("INVALID_TOKEN")
  })

  test("a token of another issuer or for another audience, where ours are set", async () => {
    setEnv({ JWT_ISSUER: "shop", JWT_AUDIENCE: "realtime-sdk" })
    expect(await codeOf(`Bearer ${await token()}`)).toBe("INVALID_TOKEN")
    expect(await codeOf(`Bearer ${await token({ iss: "shop", aud: "other" })}`)).toBe("INVALID_TOKEN")
    expect(await codeOf(`Bearer ${await token({ iss: "other", aud: "realtime-sdk" })}`)).toBe("INVALID_TOKEN")
    expect(await identityOf(`Bearer ${await token({ iss: "shop", aud: "realtime-sdk" })}`)).toMatchObject({
      personId: "ben",
    })
  })
})

test("TOKEN_EXPIRED answers a token that was good", async () => {
  for (const ago of [6, 30, 60]) {
    const expired = await token({ iat: now() - 120, exp: now() - ago })
    expect(await codeOf(`Bearer ${expired}`), `${ago} s`).toBe("TOKEN_EXPIRED")
  }
})

test("a service whose clock is up to 60 s ahead says who somebody is, too", async () => {
  const ahead = await token({ iat: now() + 30, nbf: now() + 30 })
  expect(await identityOf(`Bearer ${ahead}`)).toMatchObject({ personId: "ben" })
  expect(await codeOf(`Bearer ${await token({ iat: now() + 90 })}`)).toBe("INVALID_TOKEN")
})
