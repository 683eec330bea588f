/** Step 3 of the walk: the token that the grants become, and what is not taken for one. */
import { createHmac } from "node:crypto"
import { decodeJwt, decodeProtectedHeader } from "jose"
import { expect, test } from "./fixtures/test"

const url = "/api/realtime?channel=notification.ben"

test("R-3 R-5 R-6 R-7 R-8 R-9 R-11 the token endpoint answers a short-lived token of today's grants", async ({
  requestOf,
}) => {
  const request = await requestOf("ben")
  const answer = await request.post("/api/realtime-token")
  expect(answer.headers()["cache-control"]).toBe("no-store")
  const body = await answer.json()
  expect(Object.keys(body)).toEqual(["token"])
  expect(decodeProtectedHeader(body.token)).toMatchObject({ alg: "HS256", typ: "sock8+jwt" })
  const claims = decodeJwt(body.token)
  // What each of them is, 2-authorize.spec.ts says.
  const { channels } = await (await request.post("/api/channels/authenticate")).json()
  const granted = (action: string) =>
    (channels as Array<{ name: string; actions: string[] }>)
      .filter(({ actions }) => actions.includes(action))
      .map(({ name }) => name)
  expect(granted("publish")).toContain("team.red.chat")
  expect(claims).toMatchObject({
    ...{ iss: "grantway", aud: "grantway-realtime", sub: "ben", name: "Ben Castillo" },
    permissions: { rooms: granted("read"), publish: granted("publish"), presence: granted("presence") },
  })
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(900)
})

test("R-4 without signing in there is no token: Unauthorized", async ({ request }) => {
  const answer = await request.post("/api/realtime-token")
  expect(answer.status()).toBe(401)
  expect(await answer.json()).toMatchObject({ code: "AUTH_REQUIRED", title: "Unauthorized" })
})

test("R-2 R-24 M-12 what is not a good token is refused before anything opens", async ({
  requestOf,
  request,
}) => {
  const ben = await requestOf("ben")
  const { token } = await (await ben.post("/api/realtime-token")).json()
  const secret = process.env.E2E_JWT_SECRET ?? ""
  const now = Math.floor(Date.now() / 1000)
  const sign = (claims: object, header: object = {}) => {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url")
    const body = `${encode({ ...decodeProtectedHeader(token), ...header })}.${encode({ ...decodeJwt(token), ...claims })}`
    return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`
  }
  const cases: Array<[string, string, string]> = [
    ["tampered", `${token.slice(0, -4)}AAAA`, "INVALID_TOKEN"],
    ["alg none", `${sign({}, { alg: "none" }).split(".").slice(0, 2).join(".")}.`, "INVALID_TOKEN"],
    ["expired", sign({ iat: now - 1000, exp: now - 100 }), "TOKEN_EXPIRED"],
    ["another issuer", sign({ iss: "evil" }), "AUTH_FAILED"],
    ["another audience", sign({ aud: "evil" }), "AUTH_FAILED"],
    ["another type", sign({}, { typ: "JWT" }), "AUTH_FAILED"],
    ["good for a year", sign({ exp: now + 365 * 86_400 }), "AUTH_FAILED"],
    ["nonsense", "a.b.c", "INVALID_TOKEN"],
  ]
  for (const [title, forged, code] of cases) {
    const answer = await request.get(url, { headers: { authorization: `Bearer ${forged}` } })
    expect(answer.status(), title).toBe(401)
    expect((await answer.json()).code, title).toBe(code)
  }
})

test("M-10 a good token of a person who does not exist is refused: User not found", async ({
  requestOf,
  request,
}) => {
  const ben = await requestOf("ben")
  const { token } = await (await ben.post("/api/realtime-token")).json()
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url")
  const body = `${encode(decodeProtectedHeader(token))}.${encode({ ...decodeJwt(token), sub: "nobody" })}`
  const forged = `${body}.${createHmac("sha256", process.env.E2E_JWT_SECRET ?? "")
    .update(body)
    .digest("base64url")}`
  const answer = await request.get(url, { headers: { authorization: `Bearer ${forged}` } })
  expect(answer.status()).toBe(401)
  expect(await answer.json()).toMatchObject({ code: "USER_NOT_FOUND", title: "User not found" })
})

test("M-15 M-19 R-1 a token travels in a header: never in an address, and an address with one is refused", async ({
  person,
  request,
}) => {
  const ben = await person("ben")
  const addresses: string[] = []
  ben.page.on("request", (sent) => addresses.push(sent.url()))
  await ben.page.goto("/dashboard/team/red")
  await expect(ben.page.getByRole("status", { name: "Connection" })).toHaveText("Live")
  await ben.page.getByLabel("Message").fill("a message, to see every kind of request")
  await ben.page.getByRole("button", { name: "Send" }).click()
  await expect(ben.page.getByText("a message, to see every kind of request").last()).toBeVisible()
  expect(addresses.some((address) => address.includes("/api/realtime"))).toBe(true)
  expect(addresses.filter((address) => /eyJ|token=/i.test(address))).toEqual([])

  const { token } = await (await ben.request.post("/api/realtime-token")).json()
  for (const query of [`${url}&token=${token}`, `/api/realtime?access_token=${token}`]) {
    expect((await request.get(query)).status(), query.split("=")[0]).toBe(400)
  }
})
