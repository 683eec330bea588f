/** Addresses that cannot be decoded, and methods that an address does not take. */
import { head, sendRaw } from "./raw-request"
import { type Expected, expect, test } from "./siege"

/** What no reader of percent-encoding takes: no digits, half a character, a byte that begins none, a half pair. */
const UNREADABLE = [
  "%zz",
  "%",
  "%4",
  "%E0%A4%A",
  "%ff",
  "%C3",
  "%c0%af",
  "%ED%A0%80",
  "%F5%80%80%80",
  "caf%e9",
]
/** Odd, and well-formed: what is there is answered, and what is not is not found. */
const READABLE = ["%C3%A9", "%F0%9F%91%8B", "%25", "%25zz", "%2e%2e"]

test("an address of the API that cannot be decoded is a problem, whatever the method and whoever asks", async ({
  siege,
  members,
  base,
}) => {
  const ben = await members.member("ben")
  const headers = await ben.bearer()
  for (const part of UNREADABLE) {
    for (const path of [
      ...[`/api/${part}`, `/api/channels/${part}`, `/api/channels/history/${part}`, `/api/realtime/${part}`],
      ...[`/api/auth/${part}`, `/api/posts/${part}/comment`, `/api/keys/${part}?channel=team.red.chat`],
    ]) {
      for (const method of ["GET", "POST", "DELETE"]) {
        // On a socket, because clients tidy an address up before they send it.
        const sent = sendRaw(base, [head(base, `${method} ${path}`, { ...headers, "Content-Length": 0 })])
        await siege.refused(`${method} ${path}`, sent, { status: 400, code: "INVALID_REQUEST" })
      }
    }
  }
})

test("an address of a page that cannot be decoded is told so on a page, which repeats nothing of it", async ({
  siege,
  members,
  base,
}) => {
  const ben = await members.member("ben")
  const { cookies } = await ben.request.storageState()
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ")
  for (const part of UNREADABLE) {
    for (const path of [
      ...[`/${part}`, `/docs/${part}`, `/docs/${part}.md`, `/markdown/${part}`, `/dashboard/${part}`],
      ...[`/dashboard/team/${part}`, `/dashboard/document/${part}`, `/dashboard/posts/canary-${part}`],
    ]) {
      const sent = sendRaw(base, [head(base, `GET ${path}`, { Cookie: cookie })])
      await siege.refused(path, sent, { status: 400 })
      const answer = await sent
      expect(answer.headers()["content-type"], path).toBe("text/html; charset=utf-8")
      expect(answer.headers()["x-frame-options"], path).toBe("DENY")
      expect(await answer.text(), path).toContain("This address cannot be read")
      expect(await answer.text(), path).not.toContain("canary")
    }
  }
})

test("an odd address that can be decoded is answered as before", async ({ siege, members, base }) => {
  const ben = await members.member("ben")
  const headers = await ben.bearer()
  for (const part of READABLE) {
    for (const path of [`/${part}x`, `/docs/${part}x`, `/api/channels/${part}x`, `/api/${part}x`]) {
      await siege.refused(path, sendRaw(base, [head(base, `GET ${path}`, headers)]), { status: 404 })
    }
  }
})

/** What changes something, or gives a token. */
const POSTS = [
  "/api/channels/authenticate",
  "/api/channels/publish",
  "/api/realtime-token",
  "/api/wave",
  "/api/announce",
  "/api/keys",
  "/api/admin/role",
]

/** How a method is refused that a route does not take. What answers `HEAD` has no body. */
function notAllowed(method: string): Expected {
  return method === "HEAD" ? { status: 405 } : { status: 405, code: "METHOD_NOT_ALLOWED" }
}

test("what changes something answers to POST alone, also where a header says otherwise", async ({
  siege,
  members,
}) => {
  const ada = await members.member("ada")
  const headers = await ada.bearer()
  for (const path of POSTS) {
    for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const query = "?channel=team.red.chat&to=bea&text=x"
      const sent = ada.request.fetch(path + query, { method, headers })
      await siege.refused(`${method} ${path}`, sent, notAllowed(method))
      expect((await sent).headers().allow, `${method} ${path}`).toBe("POST")
    }
    for (const name of ["x-http-method-override", "x-http-method", "x-method-override", "_method"]) {
      const sent = ada.request.get(`${path}?_method=POST`, { headers: { ...headers, [name]: "POST" } })
      await siege.refused(`${path}, ${name}: POST`, sent, notAllowed("GET"))
    }
  }
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "HEAD"]) {
    const sent = ada.request.fetch("/api/channels/history?channel=team.red.chat", { method, headers })
    await siege.refused(`${method} history`, sent, notAllowed(method))
    expect((await sent).headers().allow, `${method} history`).toBe("GET")
  }
})

test("the stream answers no method but GET and POST: HEAD leaves no stream behind that nobody reads", async ({
  siege,
  members,
}) => {
  const ada = await members.member("ada")
  const headers = await ada.bearer()
  for (const method of ["HEAD", "PUT", "PATCH", "DELETE"]) {
    const sent = ada.request.fetch("/api/realtime?channel=team.red.chat", { method, headers })
    await siege.refused(method, sent, notAllowed(method))
    expect((await sent).headers().allow, method).toBe("GET, POST")
  }
})
