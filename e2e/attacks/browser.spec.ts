/** What a page of another site makes a visitor's browser send, and requests that forge where they come from. */
import { signInOver } from "../fixtures/sign-in"
import { FETCH_SITES, otherSites } from "./other-sites"
import { head, sendRaw } from "./raw-request"
import { expect, test } from "./siege"

const FORBIDDEN = { status: 403, code: "ORIGIN_FORBIDDEN" }
/** Every POST that a cookie authenticates, with a body that it would accept. */
const POSTS = {
  "/api/channels/authenticate": {},
  "/api/realtime-token": {},
  "/api/wave": { to: "bea" },
  "/api/announce": { text: "not to be said" },
}

test("a page of another site cannot post with a visitor's cookie, however its address looks", async ({
  siege,
  members,
  base,
}) => {
  const { request } = await members.member("ada")
  for (const origin of otherSites(base)) {
    for (const [path, data] of Object.entries(POSTS)) {
      await siege.refused(
        `${path} from ${origin}`,
        request.post(path, { headers: { origin }, data }),
        FORBIDDEN,
      )
    }
  }
  for (const site of FETCH_SITES) {
    for (const [path, data] of Object.entries(POSTS)) {
      const sent = request.post(path, { headers: { "sec-fetch-site": site }, data })
      await siege.refused(`${path}, Sec-Fetch-Site: ${site}`, sent, FORBIDDEN)
    }
  }
})

test("a page under the app's name and another scheme is another site", async ({ siege, members, base }) => {
  const { request } = await members.member("ada")
  const origin = base.replace("http:", "https:")
  for (const [path, data] of Object.entries(POSTS)) {
    await siege.refused(path, request.post(path, { headers: { origin }, data }), FORBIDDEN)
  }
})

test("forwarding headers do not move the app to another site's address", async ({ siege, members }) => {
  const { request } = await members.member("ada")
  const names = [
    "x-forwarded-host",
    "x-host",
    "x-original-host",
    "x-forwarded-server",
    "forwarded",
    "x-real-host",
  ]
  for (const name of names) {
    const value = name === "forwarded" ? "host=evil.example" : "evil.example"
    for (const [path, data] of Object.entries(POSTS)) {
      const headers = { origin: "https://evil.example", [name]: value }
      await siege.refused(`${path}, ${name}`, request.post(path, { headers, data }), FORBIDDEN)
    }
  }
})

test("what a form can send without asking is not taken for JSON", async ({ siege, members, base }) => {
  const ada = await members.member("ada")
  const message = JSON.stringify({ channel: "team.red.chat", data: { text: "not to be said" } })
  const types = [
    ...["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json"],
    ...[
      "text/plain; application/json",
      "application/jsonx",
      "application/problem+json",
      "application/xml",
      " ",
    ],
    ...["text/html", "application/json5", "x-application/json", "application/*", "*/*", ";application/json"],
  ]
  for (const type of types) {
    const headers = { ...(await ada.bearer()), "content-type": type }
    const refusal = { status: 415, code: "UNSUPPORTED_MEDIA_TYPE" }
    const said = ada.request.post("/api/channels/publish", { headers, data: message })
    await siege.refused(`publish as ${type}`, said, refusal)
    const opened = ada.request.post("/api/realtime", {
      headers,
      data: '{"channels":[{"name":"team.red.chat"}]}',
    })
    await siege.refused(`stream as ${type}`, opened, refusal)
    for (const [path, data] of Object.entries(POSTS)) {
      const sent = ada.request.post(path, {
        headers: { "content-type": type, origin: base },
        data: JSON.stringify(data),
      })
      await siege.refused(`${path} as ${type}`, sent, refusal)
    }
  }
})

test("another site's preflight is granted nothing", async ({ siege, members }) => {
  const { request } = await members.member("ada")
  for (const path of [
    ...Object.keys(POSTS),
    "/api/channels/publish",
    "/api/channels/history",
    "/api/realtime",
  ]) {
    for (const origin of ["https://evil.example", "null"]) {
      await siege.harmless(`${path} from ${origin}`, async () => {
        const headers = {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,content-type",
        }
        const answer = await request.fetch(path, { method: "OPTIONS", headers })
        const granted = Object.keys(answer.headers()).filter((name) => name.startsWith("access-control-"))
        expect(granted, path).toEqual([])
      })
    }
  }
})

test("an upgrade to a WebSocket is not answered as one", async ({ siege, members, base }) => {
  const ada = await members.member("ada")
  const { cookies } = await ada.request.storageState()
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ")
  for (const path of ["/api/realtime", "/api/realtime?channel=team.red.chat", "/", "/_next/webpack-hmr"]) {
    for (const origin of ["https://evil.example", base]) {
      await siege.harmless(`${path} from ${origin}`, async () => {
        const upgrade = head(base, `GET ${path}`, {
          Connection: "Upgrade",
          Upgrade: "websocket",
          "Sec-WebSocket-Version": 13,
          "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
          Origin: origin,
          Cookie: cookie,
        })
        const answer = await sendRaw(base, [upgrade], { withinMs: 500 })
        expect(answer.status(), path).not.toBe(101)
      })
    }
  }
})

test("a limit on tries is not fooled by a forged address", async ({ siege, playwright, base }) => {
  test.slow()
  const request = await playwright.request.newContext({ baseURL: base })
  const names = [
    "x-forwarded-for",
    "x-real-ip",
    "forwarded",
    "cf-connecting-ip",
    "true-client-ip",
    "x-client-ip",
  ]
  const guess = async (email: string, index: number): Promise<number> => {
    const address = `203.0.113.${index}`
    const forged = names.map((name) => [name, name === "forwarded" ? `for=${address}` : address])
    const headers = Object.fromEntries(forged)
    const answer = signInOver(request, email, { password: `wrong-${index}`, headers })
    await siege.refused(`try ${index + 1}`, answer, { status: [401, 429] })
    return (await answer).status()
  }
  const statuses = await withinOneMinute(async () => {
    const email = `nobody-${Date.now()}@grantway.example`
    const answered: number[] = []
    for (let index = 0; index < 14; index++) answered.push(await guess(email, index))
    return answered
  })
  expect(statuses.slice(10)).toEqual([429, 429, 429, 429])
  await request.dispose()
})

/** Tries are counted by the minute of the clock: what was begun in one and ended in the next is done again. */
async function withinOneMinute<Result>(act: () => Promise<Result>): Promise<Result> {
  const minute = () => Math.floor(Date.now() / 60_000)
  for (;;) {
    const begun = minute()
    const result = await act()
    if (minute() === begun) return result
  }
}
