/** Tokens that are too large, malformed, or somewhere else than in the `Authorization` header. */

import { signInOver } from "../fixtures/sign-in"
import { forge } from "./forge"
import { head, sendRaw } from "./raw-request"
import { expect, test } from "./siege"

const stream = "/api/realtime?channel=team.red.chat"
const history = "/api/channels/history?channel=team.red.chat"
const INVALID = { status: 401, code: "INVALID_TOKEN" }

test("M-19 a good token in the address is refused, under any name", async ({
  siege,
  request,
  members,
  base,
}) => {
  const token = await (await members.member("ben")).token()
  const names = [
    "token",
    "access_token",
    "auth",
    "authToken",
    "authorization",
    "Authorization",
    "jwt",
    "bearer",
  ]
  for (const name of names) {
    const sent = request.get(`${stream}&${name}=${token}`)
    await siege.refused(`stream?${name}=`, sent, { status: 400, code: "INVALID_REQUEST" })
    const read = request.get(`${history}&${name}=Bearer%20${token}`)
    await siege.refused(`history?${name}=`, read, { status: 401, code: "AUTH_REQUIRED" })
    const said = request.post(`/api/channels/publish?${name}=${token}`, {
      data: { channel: "team.red.chat", data: { text: "x" } },
    })
    await siege.refused(`publish?${name}=`, said, { status: 401, code: "AUTH_REQUIRED" })
  }
  // Next answers an absolute address with its own path, and never with what stood before the host.
  const inUserinfo = sendRaw(base, [head(base, `GET http://${token}:x@127.0.0.1${stream}`)])
  await siege.refused("before the host", inUserinfo, { status: [308, 400, 401] })
})

test("a good token in a body or a cookie is not looked for", async ({ siege, request, members }) => {
  const token = await (await members.member("ben")).token()
  const channel = "team.red.chat"
  for (const name of ["token", "authToken", "access_token", "authorization"]) {
    const opened = request.post("/api/realtime", { data: { channels: [{ name: channel }], [name]: token } })
    await siege.refused(`${name} in the stream's body`, opened, { status: 400, code: "INVALID_REQUEST" })
    const said = request.post("/api/channels/publish", {
      data: { channel, data: { text: "x" }, [name]: token },
    })
    await siege.refused(`${name} in a message`, said, { status: 401, code: "AUTH_REQUIRED" })
    for (const path of [stream, history]) {
      const asked = request.get(path, { headers: { cookie: `${name}=${token}` } })
      await siege.refused(`${name} as a cookie`, asked, { status: 401, code: "AUTH_REQUIRED" })
    }
  }
  for (const name of ["x-authorization", "proxy-authorization", "x-access-token", "sec-websocket-protocol"]) {
    const asked = request.get(history, { headers: { [name]: `Bearer ${token}` } })
    await siege.refused(`the header ${name}`, asked, { status: 401, code: "AUTH_REQUIRED" })
  }
})

test("a session's cookie is no channel token, and a channel token is no session", async ({
  siege,
  request,
  members,
  playwright,
  base,
}) => {
  const ben = await members.member("ben")
  const { cookies } = await ben.request.storageState()
  const session = cookies.find(({ name }) => name.endsWith("session-token"))
  expect(session?.value.length).toBeGreaterThan(20)
  for (const path of [stream, history]) {
    const asBearer = request.get(path, { headers: { authorization: `Bearer ${session?.value}` } })
    await siege.refused(`the cookie as Bearer for ${path}`, asBearer, INVALID)
    // The cookie where a cookie belongs: it opens pages and gets tokens, and no channel by itself.
    await siege.refused(`the cookie alone for ${path}`, ben.request.get(path), {
      status: 401,
      code: "AUTH_REQUIRED",
    })
  }
  const token = await ben.token()
  for (const path of ["/api/channels/authenticate", "/api/realtime-token", "/api/wave", "/api/announce"]) {
    const data = path.includes("wave") ? { to: "bea" } : path.includes("announce") ? { text: "x" } : {}
    const withBearer = request.post(path, { data, headers: { authorization: `Bearer ${token}` } })
    await siege.refused(`the token as Bearer for ${path}`, withBearer, { status: 401, code: "AUTH_REQUIRED" })
    for (const name of [session?.name, `${session?.name}.0`, "__Secure-next-auth.session-token"]) {
      const withCookie = request.post(path, { data, headers: { cookie: `${name}=${token}` } })
      await siege.refused(`the token as ${name} for ${path}`, withCookie, {
        status: 401,
        code: "AUTH_REQUIRED",
      })
    }
  }
  const page = await playwright.request.newContext({ baseURL: base })
  const shown = page.get("/dashboard", { headers: { cookie: `${session?.name}=${token}` }, maxRedirects: 0 })
  await siege.refused("the token as a session for a page", shown, { status: 307 })
  await page.dispose()
})

test("a cookie of a session that was changed or made up is nobody's", async ({ siege, request, members }) => {
  const ben = await members.member("ben")
  const { cookies } = await ben.request.storageState()
  const session = cookies.find(({ name }) => name.endsWith("session-token"))
  const value = session?.value ?? ""
  const [header = "", ...rest] = value.split(".")
  const plain = Buffer.from('{"alg":"none"}').toString("base64url")
  const claims = Buffer.from('{"sub":"ada","name":"Ada","exp":9999999999}').toString("base64url")
  const forged = [
    ...[`${value.slice(0, -4)}AAAA`, `${header}.${rest.slice(0, -1).join(".")}.`, `${plain}.${claims}.`],
    ...[`${plain}..${claims}.${claims}.`, "ada", "", "%00", "undefined", "x".repeat(5000), "a.b.c.d.e"],
  ]
  for (const [index, cookie] of forged.entries()) {
    const asked = request.post("/api/channels/authenticate", {
      headers: { cookie: `${session?.name}=${cookie}` },
    })
    await siege.refused(`cookie ${index}`, asked, { status: 401, code: "AUTH_REQUIRED" })
  }
})

test("a token beyond 8 KB is refused, and one beyond a header's bound does not reach the app", async ({
  siege,
  request,
  members,
}) => {
  const good = await (await members.member("ben")).token()
  for (const length of [6_000, 8_000]) {
    const rooms = ["team.red.chat", `x.${"a".repeat(60)}`].concat(
      Array.from({ length: length / 66 }, (_, index) => `x${index}.${"a".repeat(60)}`),
    )
    const long = forge(good, { claims: { permissions: { rooms, publish: [] } } })
    expect(long.length).toBeGreaterThan(8 * 1024)
    for (const path of [stream, history]) {
      const asked = request.get(path, { headers: { authorization: `Bearer ${long}` } })
      await siege.refused(`${long.length} letters, well signed`, asked, INVALID)
    }
  }
  for (const length of [8 * 1024 + 1, 15_000]) {
    const asked = request.get(history, { headers: { authorization: `Bearer ${"a".repeat(length)}` } })
    await siege.refused(`${length} letters`, asked, INVALID)
  }
  for (const length of [17_000, 100_000]) {
    const asked = request.get(history, { headers: { authorization: `Bearer ${"a".repeat(length)}` } })
    await siege.refused(`${length} letters`, asked, { status: 431 })
  }
})

test("an Authorization header that is malformed is a refusal and no failure", async ({
  siege,
  request,
  members,
  base,
}) => {
  const token = await (await members.member("ben")).token()
  const malformed = [
    ...[
      "Bearer",
      "Bearer ",
      "bearer",
      "Bearer null",
      "Bearer undefined",
      "Bearer [object Object]",
      "Bearer %",
    ],
    ...["Basic YmVuOm9wZW4=", `Token ${token}`, token, `Bearer: ${token}`, `Bearer=${token}`, "Digest x=1"],
    ...[`Bearer ${token} x`, `Bearer ${token},${token}`, `Bearer "${token}"`, `BearerBearer ${token}`],
    ...[`Bearer Bearer ${token}`, `x Bearer ${token}`, "Bearer %00", "Bearer ..", "Bearer {}", "Bearer é"],
  ]
  for (const authorization of malformed) {
    for (const path of [stream, history]) {
      const asked = request.get(path, { headers: { authorization } })
      await siege.refused(authorization.slice(0, 30), asked, INVALID)
    }
    // next-auth looks at this header, too.
    const session = await request.get("/api/auth/session", { headers: { authorization } })
    expect.soft([session.status(), await session.text()], authorization.slice(0, 30)).toEqual([200, "{}"])
  }
  const twice = `Authorization: Bearer ${token}\r\nAuthorization: Bearer ${token}\r\n`
  const request2 = head(base, `GET ${history}`).replace("\r\n\r\n", `\r\n${twice}\r\n`)
  await siege.harmless("the header twice: the first counts, as HTTP has it", async () => {
    expect([200, 400, 401]).toContain((await sendRaw(base, [request2])).status())
  })
})

test("signing in leaves no way to keep a cookie from before, and signing out none to keep one from after", async ({
  siege,
  playwright,
  base,
}) => {
  const request = await playwright.request.newContext({ baseURL: base })
  const planted = "next-auth.session-token=planted-by-somebody-else"
  const answer = await signInOver(request, "bea@grantway.example", { headers: { cookie: planted } })
  // The planted cookie took the place of the jar's, and with it that of the form's own token.
  expect(answer.status()).not.toBe(500)
  await signInOver(request, "bea@grantway.example")
  const { cookies } = await request.storageState()
  const session = cookies.find(({ name }) => name.endsWith("session-token"))
  expect(session?.value).not.toContain("planted")
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" })
  const kept = { cookie: `${session?.name}=${session?.value}` }
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json()
  await request.post("/api/auth/signout", { form: { csrfToken, json: "true" }, maxRedirects: 0 })
  const outsider = await playwright.request.newContext({ baseURL: base })
  for (const path of ["/api/channels/authenticate", "/api/realtime-token"]) {
    const asked = outsider.post(path, { headers: kept })
    await siege.refused(`the cookie after signing out, ${path}`, asked, {
      status: 401,
      code: "AUTH_REQUIRED",
    })
  }
  const page = outsider.get("/dashboard", { headers: kept, maxRedirects: 0 })
  await siege.refused("the cookie after signing out, on a page", page, { status: 307 })
  await outsider.dispose()
  await request.dispose()
})
