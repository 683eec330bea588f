import { createHmac, generateKeyPairSync } from "node:crypto"
import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose"
import { describe, expect, test } from "vitest"
import type { Grant } from "../core/grants"
import { TOKEN_TYPE } from "../core/wire"
import { createTokens, MAX_TOKEN_BYTES } from "./token"

const secret = "a-secret-for-tests-of-more-than-32-bytes"
const older = "an-older-secret-for-tests-of-32-bytes-or-more"
const options = { secret, issuer: "grantway", audience: "grantway-realtime" }
const tokens = createTokens(options)
const grants: Grant[] = [
  { pattern: "team.red.chat", actions: ["read", "publish"], because: "member of red" },
  { pattern: "document.*", actions: ["read"], because: "every document" },
]
const now = () => Math.floor(Date.now() / 1000)

/** Signs whatever claims and header a test wants, with the right key. */
async function forge(claims: object = {}, header: object = {}, key = secret): Promise<string> {
  const { token } = await tokens.sign({ since: 1, identity: "ben", grants })
  const payload = Object.fromEntries(
    Object.entries({ ...decodeJwt(token), ...claims }).filter(([, value]) => value !== undefined),
  )
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
  const signed = `${encode({ ...decodeProtectedHeader(token), ...header })}.${encode(payload)}`
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`
}

function refusal(token: string, verifier = tokens): Promise<string> {
  return verifier.verify(token).then(
    () => "accepted",
    (error) => error.code,
  )
}

describe("a token", () => {
  test("R-5 R-6 R-7 R-8 R-9 carries subject, times and the list of rooms, signed HS256", async () => {
    const { token, expiresAt } = await tokens.sign({
      since: 1,
      identity: "ben",
      name: "Ben Castillo",
      grants,
    })
    expect(decodeProtectedHeader(token)).toMatchObject({
      alg: "HS256",
      typ: TOKEN_TYPE,
      kid: expect.any(String),
    })
    const claims = decodeJwt(token)
    expect(claims).toMatchObject({
      iss: "grantway",
      aud: "grantway-realtime",
      sub: "ben",
      jti: expect.any(String),
      permissions: { rooms: ["team.red.chat", "document.*"], publish: ["team.red.chat"] },
    })
    expect(claims.exp).toBe((claims.iat ?? 0) + 900)
    expect(expiresAt).toBe((claims.exp ?? 0) * 1000)
  })

  test("K-3 R-2 is verified into the identity and the grants that it was made of", async () => {
    const { token } = await tokens.sign({ since: 1, identity: "ben", name: "Ben Castillo", grants })
    const verified = await tokens.verify(token)
    expect(verified).toMatchObject({ identity: "ben", name: "Ben Castillo" })
    expect(verified.grants.map(({ pattern, actions }) => [pattern, actions])).toEqual([
      ["team.red.chat", ["read"]],
      ["document.*", ["read"]],
      ["team.red.chat", ["publish"]],
    ])
  })

  test("R-10 without permissions grants no room", async () => {
    expect((await tokens.verify(await forge({ permissions: undefined }))).grants).toEqual([])
  })

  test("of the secret before the last rotation is accepted, of the one before that is not", async () => {
    const before = createTokens({ ...options, secret: older })
    const rotated = createTokens({ ...options, previousSecret: older })
    const { token } = await before.sign({ since: 1, identity: "ben", grants })
    expect((await rotated.verify(token)).identity).toBe("ben")
    expect(await refusal(token)).toBe("INVALID_TOKEN")
  })

  test("a secret under 32 bytes is refused at start, without repeating it", () => {
    expect(() => createTokens({ ...options, secret: "short-secret" })).toThrow(
      /^A token secret needs at least 32 bytes\.$/,
    )
  })

  test("too many grants for a header are refused, not cut", async () => {
    const many = Array.from(
      { length: 300 },
      (_, n): Grant => ({ pattern: `team.${"x".repeat(30)}${n}.chat`, actions: ["read"], because: "" }),
    )
    await expect(tokens.sign({ since: 1, identity: "ben", grants: many })).rejects.toMatchObject({
      code: "TOO_MANY_CHANNELS",
    })
  })
})

test("a token of a process whose clock is up to 60 s ahead is accepted", async () => {
  for (const ahead of [10, 30, 58]) {
    expect(await refusal(await forge({ iat: now() + ahead, exp: now() + ahead + 900 })), `${ahead} s`).toBe(
      "accepted",
    )
  }
})

describe("R-24 M-8 M-12 a token is refused", () => {
  test("R-17 when it has expired, as expired", async () => {
    expect(await refusal(await forge({ iat: now() - 100, exp: now() - 6 }))).toBe("TOKEN_EXPIRED")
    expect(await refusal(await forge({ iat: now() - 100, exp: now() - 3 })), "within the tolerance").toBe(
      "accepted",
    )
  })

  test("that is larger than any of ours, before it is read", async () => {
    const rooms = Array.from({ length: 300 }, (_, n) => `team.${"x".repeat(30)}${n}.chat`)
    expect(await refusal(await forge({ permissions: { rooms: rooms.slice(0, 50) } }))).toBe("accepted")
    expect(await refusal(await forge({ permissions: { rooms } }))).toBe("INVALID_TOKEN")
  })

  test("with a foreign or broken signature", async () => {
    expect(await refusal(await forge({}, {}, "another-secret-of-more-than-32-bytes"))).toBe("INVALID_TOKEN")
    const token = await forge()
    expect(await refusal(`${token.slice(0, -3)}AAA`)).toBe("INVALID_TOKEN")
    expect(await refusal(token.slice(0, token.lastIndexOf(".") + 1))).toBe("INVALID_TOKEN")
  })

  test("with changed claims", async () => {
    const [header, , signature] = (await forge()).split(".")
    const claims = Buffer.from(JSON.stringify({ ...decodeJwt(await forge()), sub: "ada" })).toString(
      "base64url",
    )
    expect(await refusal(`${header}.${claims}.${signature}`)).toBe("INVALID_TOKEN")
  })

  test("with alg none or another algorithm", async () => {
    for (const alg of ["none", "None", "HS512", "RS256", "hs256", ""]) {
      expect(await refusal(await forge({}, { alg })), alg).toBe("INVALID_TOKEN")
    }
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
    const rsa = await new SignJWT({}).setProtectedHeader({ alg: "RS256", typ: TOKEN_TYPE }).sign(privateKey)
    expect(await refusal(rsa)).toBe("INVALID_TOKEN")
  })

  test("with a header that gives orders to the verifier", async () => {
    const orders = [
      { jku: "https://evil.example" },
      { jwk: {} },
      { crit: ["b64"] },
      { b64: false },
      { x5u: "x" },
    ]
    for (const order of orders) expect(await refusal(await forge({}, order))).toBe("INVALID_TOKEN")
    for (const kid of ["", "../../etc/passwd", "' OR 1=1", 7, null]) {
      expect(await refusal(await forge({}, { kid })), String(kid)).toBe("INVALID_TOKEN")
    }
  })

  test("of another type, although it is signed", async () => {
    for (const typ of ["JWT", "at+jwt", undefined]) {
      expect(await refusal(await forge({}, { typ })), String(typ)).toBe("AUTH_FAILED")
    }
  })

  test("R-21 R-22 of another issuer or for another audience", async () => {
    expect(await refusal(await forge({ iss: "someone-else" }))).toBe("AUTH_FAILED")
    expect(await refusal(await forge({ aud: "someone-else" }))).toBe("AUTH_FAILED")
    expect(await refusal(await forge({ aud: ["grantway-realtime", "other"] }))).toBe("AUTH_FAILED")
  })

  test("from the future, not yet valid, or of a longer life than ours", async () => {
    expect(await refusal(await forge({ iat: now() + 65, exp: now() + 120 }))).toBe("AUTH_FAILED")
    expect(await refusal(await forge({ nbf: now() + 60 }))).not.toBe("accepted")
    expect(await refusal(await forge({ exp: now() + 365 * 24 * 3600 }))).toBe("AUTH_FAILED")
  })

  test("with a claim missing, unknown or of another type", async () => {
    for (const claim of ["iss", "aud", "sub", "jti", "iat", "exp", "since"]) {
      expect(await refusal(await forge({ [claim]: undefined })), claim).not.toBe("accepted")
    }
    const wrong = [
      { sub: 7 },
      { sub: "a.b" },
      { sub: "" },
      { jti: {} },
      { role: "admin" },
      { name: 7 },
      { exp: "9e9" },
    ]
    for (const claims of wrong)
      expect(await refusal(await forge(claims)), JSON.stringify(claims)).not.toBe("accepted")
  })

  test("with permissions of another shape or pattern", async () => {
    const wrong = [
      [],
      "all",
      null,
      { rooms: "team.red.chat" },
      { rooms: ["*"] },
      { rooms: ["team.*.chat"] },
      { rooms: [".*"] },
      { rooms: ["document-*"] },
      { rooms: [7] },
      { rooms: [], admin: true },
    ]
    for (const permissions of wrong)
      expect(await refusal(await forge({ permissions })), JSON.stringify(permissions)).toBe("AUTH_FAILED")
  })

  test("when it is malformed or oversize, before any cryptography", async () => {
    for (const token of ["", "a", "a.b", "a.b.c", "..", "....", "é.é.é", " "])
      expect(await refusal(token)).toBe("INVALID_TOKEN")
    expect(await refusal(`${await forge()}${"A".repeat(MAX_TOKEN_BYTES)}`)).toBe("INVALID_TOKEN")
  })
})
