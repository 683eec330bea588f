/** The app itself, its rules and its demo people, over an embedded Redis and without a server. */
import { createHmac, randomBytes } from "node:crypto"
import { createParser } from "eventsource-parser"
import { encode } from "next-auth/jwt"
import { afterAll, beforeAll, beforeEach } from "vitest"
import { SESSION_MAX_AGE_SECONDS } from "@/lib/auth/session-cookie"
import { authorize } from "@/lib/authorize"
import { startEmbeddedUpstash } from "@/lib/embedded-upstash/start"
import { env, setEnv } from "@/lib/env"
import { demoPeople } from "@/lib/people/demo-people"
import { readPerson, savePerson } from "@/lib/people/people"
import type { Person } from "@/lib/people/person"
import { realtime } from "@/lib/realtime"
import { parseStreamEvent } from "@/lib/sock8/core/wire"
import type { Step } from "@/lib/sock8/server/door"
import { handle } from "@/lib/sock8/server/handle"
import { withSock8 } from "@/lib/sock8/server/with-sock8"

export const ORIGIN = "http://app.example"
const secret = () => randomBytes(32).toString("base64url")
const JWT_SECRET = secret()

/** Starts what the app needs for the tests of one file; each test begins with the people as they were. */
export function startAppWorld(): void {
  let upstash: Awaited<ReturnType<typeof startEmbeddedUpstash>>
  beforeAll(async () => {
    upstash = await startEmbeddedUpstash({ token: secret() })
    setEnv({
      ...{ NEXTAUTH_SECRET: secret(), JWT_SECRET, JWT_ACCEPT_FOREIGN: "on", DEMO_PEOPLE: "on" },
      ...{ UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token },
    })
  })
  beforeEach(async () => {
    for (const { about: _, ...person } of demoPeople) await savePerson(person)
  })
  afterAll(async () => {
    realtime.close()
    await upstash.close()
  })
}

/** The channel endpoints under the app's rules. */
export const endpoints = withSock8({ realtime, authorize })

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** The cookie of somebody who is signed in. */
export async function cookieOf(person: string): Promise<Record<string, string>> {
  const token = { sub: person, name: person, sid: crypto.randomUUID() }
  const cookie = await encode({ token, secret: env().NEXTAUTH_SECRET, maxAge: SESSION_MAX_AGE_SECONDS })
  return { cookie: `next-auth.session-token=${cookie}` }
}

/** A token of another service, made with nothing but the shared secret, which ends in so many seconds. */
export function foreignToken(sub: string, seconds = 3600): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
  const exp = Math.floor(Date.now() / 1000) + seconds
  const body = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub, exp })}`
  return `${body}.${createHmac("sha256", JWT_SECRET).update(body).digest("base64url")}`
}

/** A channel token of a demo person. */
export async function tokenOf(person: string): Promise<string> {
  const headers = bearer(foreignToken(person))
  const request = new Request(`${ORIGIN}/authenticate`, { method: "POST", headers })
  return (await (await endpoints(request)).json()).token
}

/** Asks a door for channels, and leaves at once. */
export async function ask(door: Step | readonly Step[], headers: Record<string, string>, ...names: string[]) {
  const query = new URLSearchParams(names.map((name) => ["channel", name]))
  const leave = new AbortController()
  const request = new Request(`${ORIGIN}/api/realtime?${query}`, { headers, signal: leave.signal })
  const response = await handle({ realtime, middleware: door })(request)
  const body = response.ok ? "" : await response.text()
  leave.abort()
  return { status: response.status, body, retryAfter: response.headers.get("retry-after") }
}

/** Changes a person while their tokens are about. */
export async function change(id: string, news: Partial<Person>): Promise<void> {
  const person = await readPerson(id)
  if (person) await savePerson({ ...person, ...news })
}

/** Asks a door for channels, and leaves when each is answered: `"open"`, or the code of its verdict. */
export async function verdictsOf(
  door: Step | readonly Step[],
  headers: Record<string, string>,
  ...names: string[]
): Promise<Record<string, string>> {
  const query = new URLSearchParams(names.map((name) => ["channel", name]))
  const request = new Request(`${ORIGIN}/api/realtime?${query}`, { headers })
  const { body } = await handle({ realtime, middleware: door })(request)
  const answers: Record<string, string> = {}
  const parser = createParser({
    onEvent({ event = "message", data }) {
      const told = parseStreamEvent(event, data)
      if (told?.type === "open") for (const { name } of told.channels) answers[name] = "open"
      if (told?.type === "refused") answers[told.channel] = told.code
    },
  })
  const decoder = new TextDecoder()
  for await (const bytes of body ?? []) {
    parser.feed(decoder.decode(bytes, { stream: true }))
    if (names.every((name) => name in answers)) break
  }
  return answers
}
