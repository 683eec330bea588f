/** The keys of the app: weak ones, changed ones, and what the log says of them. */
import { randomBytes } from "node:crypto"
import { forge, ownSecret } from "./forge"
import { startOwnServer } from "./own-server"
import { expect, test } from "./siege"

const strong = () => randomBytes(48).toString("base64url")

const unsafe: Record<string, { variable: string; changes: Record<string, string> }> = {
  "no key for tokens": { variable: "JWT_SECRET", changes: { JWT_SECRET: "" } },
  "a short one": { variable: "JWT_SECRET", changes: { JWT_SECRET: "k3Jd92mQ" } },
  "a word that people guess": { variable: "JWT_SECRET", changes: { JWT_SECRET: `my-secret-${strong()}` } },
  "one letter, often": { variable: "JWT_SECRET", changes: { JWT_SECRET: "z".repeat(64) } },
  "the example of a document": {
    variable: "NEXTAUTH_SECRET",
    changes: { NEXTAUTH_SECRET: "replace-me-with-openssl-rand-base64-32" },
  },
  "no key for sessions": { variable: "NEXTAUTH_SECRET", changes: { NEXTAUTH_SECRET: "" } },
}
const same = strong()
unsafe["one key for both"] = {
  variable: "JWT_SECRET",
  changes: { JWT_SECRET: same, NEXTAUTH_SECRET: same },
}

test("with a weak, missing, reused or published key the app does not start, and names it without its value", async ({
  siege,
}) => {
  test.slow()
  for (const [index, [title, { variable, changes }]] of Object.entries(unsafe).entries()) {
    await siege.harmless(title, async () => {
      const server = startOwnServer(11 + index, changes)
      // A server that listens before it has read its environment ends all the same, moments later.
      const answer = async () => (await server.started) ?? (await fetch(server.url)).status
      const outcome = await answer().catch(() => "ended")
      await server.stop()
      expect([1, "ended"], title).toContain(outcome)
      expect(server.written(), title).toContain(variable)
      for (const value of Object.values(changes).filter(Boolean)) {
        expect(server.written(), title).not.toContain(value)
      }
    })
  }
})

test("while keys are changed both are good, a retired one is not, and the log names no key and no token", async ({
  siege,
  members,
}) => {
  const ben = await members.member("ben")
  let old = await ben.token()
  const secret = strong()
  const canary = `canary-${Date.now()}`
  const server = startOwnServer(19, { JWT_SECRET: secret, JWT_SECRET_PREVIOUS: ownSecret() })
  expect(await server.started).toBe(undefined)
  const ask = (token: string, more = "") =>
    ben.request.get(`${server.url}/api/channels/history?channel=team.red.chat${more}`, {
      headers: { authorization: `Bearer ${token}`, "user-agent": `${canary} "}\\n{"level":"forged` },
    })
  try {
    await siege.harmless("a token from before the change", async () => {
      // That server's Redis was empty: until its people are saved, older tokens are expired to it.
      await expect(async () => {
        ben.dropToken()
        old = await ben.token()
        expect((await ask(old)).status()).toBe(200)
      }).toPass()
    })
    const retired = forge(old, { secret: strong() })
    await siege.refused("a token of a key that is retired", ask(retired), {
      status: 401,
      code: "INVALID_TOKEN",
    })
    const withOldId = forge(old, { secret })
    await siege.refused("the new key under the old one's id", ask(withOldId), {
      status: 401,
      code: "INVALID_TOKEN",
    })
    for (const more of [`&before=${canary}`, `&limit=${canary}`]) {
      await siege.refused(more, ask(old, more), { status: 400 })
    }
    const login = ben.request.get(`${server.url}/api/auth/callback/${canary}?error=${canary}`, {
      maxRedirects: 0,
    })
    await siege.refused("a provider that is none", login, { status: [302, 400, 404] })
  } finally {
    await server.stop()
  }
  const written = server.written()
  for (const hidden of [secret, ownSecret(), old, old.split(".")[2] ?? ""]) {
    expect(written).not.toContain(hidden)
  }
  for (const line of written.split("\n").filter((text) => text.startsWith("{"))) {
    expect(() => JSON.parse(line), line).not.toThrow()
  }
})

test("with its Redis away the app lets nobody in, and says 503", async ({ siege, members }) => {
  const ben = await members.member("ben")
  const token = await ben.token()
  const server = startOwnServer(20, {
    UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9",
    UPSTASH_REDIS_REST_TOKEN: strong(),
    ALLOW_EMBEDDED_REDIS: "off",
  })
  try {
    expect(await server.started).toBe(undefined)
    const headers = { authorization: `Bearer ${token}` }
    const paths = ["/api/realtime?channel=team.red.chat", "/api/channels/history?channel=team.red.chat"]
    for (const path of paths) {
      const asked = ben.request.get(server.url + path, { headers })
      await siege.refused(path, asked, { status: 503, code: "UNAVAILABLE" })
    }
    const data = { channel: "team.red.chat", data: { text: "x" } }
    const said = ben.request.post(`${server.url}/api/channels/publish`, { headers, data })
    await siege.refused("publish", said, { status: 503, code: "UNAVAILABLE" })
    const channel = "team.blue.chat"
    const asked = ben.request.get(`${server.url}/api/channels/history?channel=${channel}`, { headers })
    await siege.refused("another's channel", asked, { status: 403, code: "FORBIDDEN_CHANNEL" })
  } finally {
    await server.stop()
  }
})
