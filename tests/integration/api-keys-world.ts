/** The app over any of the back ends, with its endpoints for keys. */
import type { EmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { ORIGIN, startFreshApp } from "./fresh-app"

/** Parts of a key's scope, as the page asks for them. */
export const scopes = {
  notification: (userId: string, actions = ["publish"]) => ({
    ...{ path: "notification.{userId}", params: { userId }, actions },
  }),
  team: (teamId: string, actions: string[]) => ({ path: "team.{teamId}.chat", params: { teamId }, actions }),
  announcements: (orgId: string, actions: string[]) => ({
    ...{ path: "org.{orgId}.announcements", params: { orgId }, actions },
  }),
  logs: (actions: string[]) => ({ path: "admin.logs", params: {}, actions }),
}

/** A notification without its title. */
const told = { type: "news", body: "", link: "/dashboard" }

/** What an answer is made of. */
export interface Answer {
  readonly status: number
  readonly code: string | undefined
  readonly body: Record<string, unknown>
  readonly text: string
}

/** Starts the app on one Redis, as {@link startFreshApp} does. */
export async function startKeysApp(upstash: EmbeddedUpstash, secrets?: Parameters<typeof startFreshApp>[1]) {
  const logLines: string[] = []
  // Where the log would find its way to standard output.
  Object.assign(globalThis, { grantwaySink: { write: (line: string) => void logLines.push(line) } })
  const { realtime, redis, endpoints, stream, proofOf, cookieOf, ...people } = await startFreshApp(
    upstash,
    secrets,
  )
  const { channels } = await import("@/lib/channels")
  const { savePersonOnGitHub } = await import("@/lib/auth/github")
  const { changePerson } = await import("@/lib/people/change-person")
  const { resolveChannel } = await import("@/lib/sock8/core/tree")
  const manage = await import("@/lib/api-keys/manage-keys")
  const { listKeys } = await import("@/lib/api-keys/store")

  const request = (
    path: string,
    bearer: string | undefined,
    body?: unknown,
    headers = {},
    signal?: AbortSignal,
  ) =>
    new Request(`${ORIGIN}${path}`, {
      ...(signal && { signal }),
      headers: {
        host: "app.example",
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
    })

  const make = async (person: string, body: unknown, headers = {}) =>
    manage
      .makeKey(request("/api/keys", undefined, body, { ...(await cookieOf(person)), ...headers }))
      .then(read)

  /** What the server says on a channel, in the form that its messages have. */
  function emit(name: string, text: string) {
    const channel = resolveChannel(channels, name)
    const isNotification = channel.path === channels.notification.path
    return realtime.emit(channel, isNotification ? { ...told, title: text } : { text, from: "Acme" })
  }

  return {
    ...{ realtime, redis: redis(), listKeys, proofOf, cookieOf, make, emit, logLines },
    /** A key that Ada made, for these channels. */
    async keyFor(...scope: object[]): Promise<{ id: string; key: string; secret: string }> {
      const { body } = await make("ada", { name: "Build server", scope })
      const key = String(body.key)
      return { id: String(body.id), key, secret: key.split("_")[2] ?? "" }
    },
    makeWith: (bearer: string, body: unknown) =>
      manage.makeKey(request("/api/keys", bearer, body)).then(read),
    revoke: (person: string, id: string) =>
      manage.revokeKey(request("/api/keys/revoke", proofOf(person), { id })).then(read),
    publish: (bearer: string | undefined, channel: string, data: unknown) =>
      endpoints(request("/api/channels/publish", bearer, { channel, data })).then(read),
    history: (bearer: string, channel: string, headers = {}) =>
      endpoints(request(`/api/channels/history?channel=${channel}`, bearer, undefined, headers)).then(read),
    /** What a refused attempt to open a stream is answered. */
    async knock(bearer: string, channel: string, headers = {}): Promise<Response> {
      const leave = new AbortController()
      const path = `/api/realtime?channel=${channel}`
      const response = await stream(request(path, bearer, undefined, headers, leave.signal))
      leave.abort()
      return response
    },
    authenticate: (bearer: string) => endpoints(request("/api/channels/authenticate", bearer, {})).then(read),
    /** Opens a stream, and collects what it says. */
    async open(bearer: string, ...names: string[]) {
      const query = new URLSearchParams(names.map((name) => ["channel", name]))
      const leave = new AbortController()
      const response = await stream(request(`/api/realtime?${query}`, bearer, undefined, {}, leave.signal))
      if (!response.ok) return { ...(await read(response)), said: () => "", ended: () => true, leave() {} }
      const said = collect(response)
      return { status: response.status, code: undefined, ...said, leave: () => leave.abort() }
    },
    resetPeople: people.resetPeople,
    /**
     * Changes a person as the admin pages do, and as GitHub's sign-in does. Waits for the next millisecond of Redis: of
     * what happens in the same one nobody knows what came first, and it is refused.
     */
    async changeAs(by: string, id: string, news: object) {
      await changePerson({ by, id }, (person) => {
        if (!person) throw new Error(`There is no ${id}.`)
        return { ...person, ...news }
      })
      const msOf = async () => {
        const [seconds, micros] = await redis().time()
        return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000)
      }
      for (const changed = await msOf(); (await msOf()) <= changed; ) await Promise.resolve()
    },
    /** The person `gh-7` signs in, whose address GitHub has verified or not. */
    signInOnGitHub: ({ verified }: { verified: boolean }) =>
      savePersonOnGitHub({ id: 7, login: "seven" }, [
        { email: "seven@app.example", primary: true, verified },
      ]),
    /** A channel token that was made for a session. */
    sessionToken: async (person: string, sid: string) => {
      const asked = request("/api/channels/authenticate", undefined, {}, await cookieOf(person, sid))
      return String((await endpoints(asked).then(read)).body.token)
    },
    flushAttempts: people.flushAttempts,
    async change(id: string, news: object) {
      const person = await people.readPerson(id)
      if (person) await people.savePerson({ ...person, ...news })
    },
  }
}

/** The app with its keys. */
export type KeysApp = Awaited<ReturnType<typeof startKeysApp>>

async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  const body = text ? JSON.parse(text) : {}
  return { status: response.status, code: body.code, body, text }
}

function collect(response: Response): { said: () => string; ended: () => boolean } {
  const decoder = new TextDecoder()
  let said = ""
  let ended = false
  async function pump(body: ReadableStream<Uint8Array>): Promise<void> {
    for await (const bytes of body) said += decoder.decode(bytes, { stream: true })
  }
  if (response.body)
    void pump(response.body)
      .catch(() => undefined)
      .finally(() => {
        ended = true
      })
  return { said: () => said, ended: () => ended }
}
