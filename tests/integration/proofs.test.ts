/** What a proof of identity can be exchanged for: nothing that lives longer than the proof, without a session. */
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { scopes } from "./api-keys-world"
import { ORIGIN, startFreshApp } from "./fresh-app"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

type Headers = Readonly<Record<string, string>>
const bearer = (text: string): Headers => ({ authorization: `Bearer ${text}` })
const body = { name: "Reader", days: 365, scope: [scopes.team("red", ["read"])] }
/** When a channel token ends, in milliseconds since 1970. */
const endOf = (token: string) =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).exp * 1000

describe.each(backendNames)("with Redis %s", (name) => {
  let app: Awaited<ReturnType<typeof startFreshApp>>
  let makeKey: (request: Request) => Promise<Response>
  beforeAll(async () => {
    app = await startFreshApp(backends.servers[name])
    ;({ makeKey } = await import("@/lib/api-keys/manage-keys"))
  })
  beforeEach(() => app.resetPeople())
  afterAll(() => app.realtime.close())

  const request = (path: string, headers: Headers, sent?: object) =>
    new Request(`${ORIGIN}${path}`, {
      headers: { host: "app.example", ...(sent && { "content-type": "application/json" }), ...headers },
      ...(sent && { method: "POST", body: JSON.stringify(sent) }),
    })
  const authenticate = (headers: Headers) => app.endpoints(request("/api/channels/authenticate", headers, {}))
  const keysOf = () => app.redis().zcard("grantway:api-keys:acme")

  test("S-14 a foreign token makes no API key, however much its person may", async () => {
    for (const seconds of [60, 24 * 3600]) {
      const answer = await makeKey(request("/api/keys", bearer(app.proofOf("ada", seconds)), body))
      expect([answer.status, (await answer.json()).code]).toEqual([401, "AUTH_REQUIRED"])
    }
    expect(await keysOf()).toBe(0)
    expect((await makeKey(request("/api/keys", await app.cookieOf("ada"), body))).status).toBe(200)
  })

  test("S-14 beside a foreign token it is the session that counts: its person makes the key, or does not", async () => {
    const before = await keysOf()
    const forAda = { ...bearer(app.proofOf("ada")), ...(await app.cookieOf("ben")) }
    const refused = await makeKey(request("/api/keys", forAda, body))
    expect([refused.status, (await refused.json()).code]).toEqual([403, "ADMIN_REQUIRED"])
    const forBen = { ...bearer(app.proofOf("ben")), ...(await app.cookieOf("ada")) }
    expect((await makeKey(request("/api/keys", forBen, body))).status).toBe(200)
    expect(await keysOf()).toBe(before + 1)
  })

  test("S-14 neither a channel token nor a key makes a key or a token", async () => {
    const { token } = await (await authenticate(await app.cookieOf("ada"))).json()
    const { key } = await (await makeKey(request("/api/keys", await app.cookieOf("ada"), body))).json()
    const before = await keysOf()
    for (const proof of [token, key]) {
      expect((await makeKey(request("/api/keys", bearer(proof), body))).status).toBe(401)
      expect((await authenticate(bearer(proof))).status).toBe(401)
    }
    expect(await keysOf()).toBe(before)
  })

  test("S-14 a channel token ends with the foreign token or the session that it was made from", async () => {
    const proofs = [bearer(app.proofOf("ben", 60)), await app.cookieOf("ben", randomUUID(), 60)]
    for (const proof of proofs) {
      const ends = endOf((await (await authenticate(proof)).json()).token)
      expect(ends).toBeGreaterThan(Date.now())
      expect(ends).toBeLessThanOrEqual(Date.now() + 60_000)
    }
  })

  test("S-14 a stream ends with the foreign token or the session that opened it", async () => {
    const proofs = [
      bearer(app.proofOf("ben", 3)),
      { ...(await app.cookieOf("ben", randomUUID(), 3)), accept: "text/event-stream" },
    ]
    for (const proof of proofs) {
      const response = await app.stream(request("/api/realtime?channel=team.red.chat", proof))
      expect(response.status).toBe(200)
      const said = response.text()
      await vi.waitFor(async () =>
        expect(await said).toContain('event: close\ndata: {"code":"TOKEN_EXPIRED"}'),
      )
    }
  })
})
