/** The app's own door and rules, with its people in Redis: what a good token is not enough for. */
import { randomBytes } from "node:crypto"
import { SignJWT } from "jose"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { door } from "../../lib/door"
import { startEmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { setEnv } from "../../lib/env"
import { readPerson, savePerson } from "../../lib/people/people"
import { seedDemoPeople } from "../../lib/people/seed-demo-people"
import { realtime } from "../../lib/realtime"
import { handle } from "../../lib/sock8/server/handle"
import { refusalOf } from "./realtime-world"

const secret = randomBytes(32).toString("base64url")
let upstash: Awaited<ReturnType<typeof startEmbeddedUpstash>>

beforeAll(async () => {
  upstash = await startEmbeddedUpstash({ token: "token-of-the-app-door" })
  setEnv({
    ...{ UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token, DEMO_PEOPLE: "on" },
    ...{
      JWT_SECRET: secret,
      NEXTAUTH_SECRET: randomBytes(32).toString("base64url"),
      JWT_ACCEPT_FOREIGN: "on",
    },
  })
  await seedDemoPeople()
})
afterAll(async () => {
  realtime.close()
  await upstash.close()
})
beforeEach(() => setEnv({ JWT_ACCEPT_FOREIGN: "on", JWT_ISSUER: "", JWT_AUDIENCE: "" }))

const stream = handle({ realtime, middleware: door })

async function connect(token: string, channel: string): Promise<Response> {
  const leave = new AbortController()
  const request = new Request(`http://app.example/api/realtime?channel=${channel}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: leave.signal,
  })
  const response = await stream(request)
  leave.abort()
  return response
}

/** What any JWT library makes of `{ sub }`, an expiry and the shared secret. */
function foreign(sub: string, claims: Record<string, unknown> = {}, key = secret): Promise<string> {
  const token = new SignJWT({ sub, ...claims }).setProtectedHeader({ alg: "HS256", typ: "JWT" })
  return token.setIssuedAt().setExpirationTime("1h").sign(new TextEncoder().encode(key))
}

const ours = (identity: string, pattern: string) =>
  realtime
    .tokens()
    .sign({ since: Date.now(), identity, grants: [{ pattern, actions: ["read"], because: "" }] })

describe("a foreign token, signed with the shared secret", () => {
  test("R-20 R-23 says who somebody is; what they may use comes from the rules", async () => {
    expect((await connect(await foreign("ben"), "notification.ben")).status).toBe(200)
    const asked = await connect(
      await foreign("ben", { permissions: { rooms: ["admin.logs"] } }),
      "admin.logs",
    )
    expect(await refusalOf(asked)).toMatchObject({ status: 403, code: "ADMIN_REQUIRED" })
  })

  test("R-20 is refused where it is not switched on", async () => {
    setEnv({ JWT_ACCEPT_FOREIGN: "off" })
    expect((await connect(await foreign("ben"), "notification.ben")).status).toBe(401)
  })

  test("R-21 R-22 R-24 is refused with another signature, expired, or of another issuer or audience", async () => {
    expect((await connect(await foreign("ben", {}, `${secret}x`), "notification.ben")).status).toBe(401)
    setEnv({ JWT_ISSUER: "shop", JWT_AUDIENCE: "realtime-sdk" })
    expect((await connect(await foreign("ben"), "notification.ben")).status).toBe(401)
    expect((await connect(await foreign("ben", { iss: "shop" }), "notification.ben")).status).toBe(401)
    const good = { iss: "shop", aud: "realtime-sdk" }
    expect((await connect(await foreign("ben", good), "notification.ben")).status).toBe(200)
  })

  test("M-26 M-10 of somebody suspended, unverified or unknown is refused with their code", async () => {
    expect(await refusalOf(await connect(await foreign("sam"), "notification.sam"))).toMatchObject({
      code: "ACCOUNT_SUSPENDED",
    })
    expect(await refusalOf(await connect(await foreign("una"), "notification.una"))).toMatchObject({
      code: "EMAIL_NOT_VERIFIED",
    })
    expect(await refusalOf(await connect(await foreign("ghost"), "notification.ghost"))).toMatchObject({
      ...{ status: 401, code: "USER_NOT_FOUND", title: "User not found" },
    })
  })
})

describe("a token of ours", () => {
  test("M-9 is not enough: the person is read anew at the door, without a password", async () => {
    const person = await readPerson("ben")
    if (!person) throw new Error("the demo people were not saved")
    expect(Object.keys(person).sort()).toEqual([
      "email",
      "emailVerified",
      "id",
      "name",
      "orgId",
      "role",
      "suspended",
      "teamIds",
    ])
    const { token } = await ours("ben", "notification.ben")
    expect((await connect(token, "notification.ben")).status).toBe(200)
    await savePerson({ ...person, suspended: true })
    expect(await refusalOf(await connect(token, "notification.ben"))).toMatchObject({
      status: 403,
      code: "ACCOUNT_SUSPENDED",
    })
    await savePerson({ ...person, emailVerified: false })
    expect(await refusalOf(await connect(token, "notification.ben"))).toMatchObject({
      status: 403,
      code: "EMAIL_NOT_VERIFIED",
    })
    await savePerson(person)
    expect((await connect(token, "notification.ben")).status).toBe(200)
  })

  test("M-10 of somebody who does not exist is refused", async () => {
    const { token } = await ours("ghost", "notification.ghost")
    expect(await refusalOf(await connect(token, "notification.ghost"))).toMatchObject({
      status: 401,
      code: "USER_NOT_FOUND",
    })
  })
})
