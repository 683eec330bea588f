/** A small app of its own for the toolkit's tests: a tree, rules, and a real Redis behind them. */

import { Redis } from "@upstash/redis"
import { createParser } from "eventsource-parser"
import { z } from "zod"
import type { EmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { channel, defineChannels } from "../../lib/sock8/core/define"
import { asFields, parseStreamEvent, type StreamEvent } from "../../lib/sock8/core/wire"
import type { Attempt } from "../../lib/sock8/server/attempt"
import type { Authorize } from "../../lib/sock8/server/connection"
import { requireGrants, requireToken, type Step } from "../../lib/sock8/server/door"
import { handle } from "../../lib/sock8/server/handle"
import { createRealtime, type RealtimeOptions } from "../../lib/sock8/server/realtime"
import { withSock8 } from "../../lib/sock8/server/with-sock8"

const said = z.object({ text: z.string().min(1).max(70_000) })

/** The channels of the tests. */
export const channels = defineChannels({
  "notification.{userId}": channel(said, { history: 20 }),
  "team.{teamId}.chat": channel(said, { publish: true, history: 500 }),
  "document.{documentId}": channel(said, { publish: true }),
  "sheet.{sheetId}": channel(z.object({ line: z.number(), text: z.string() }), {
    ...{ publish: true, history: 3, latestBy: "line" },
  }),
  "short.{roomId}": channel(said, { publish: true, history: 3 }),
  "limited.{roomId}": channel(said, { publish: true, limit: { max: 20, perSeconds: 60 } }),
  "floor.{floorId}": channel(said, {
    presence: { state: z.strictObject({ typing: z.boolean(), note: z.string().max(2_000).optional() }) },
  }),
  "hall.{hallId}": channel(said, { presence: true }),
  "admin.logs": [said],
  lobby: channel(said, { anonymous: true }),
})

const ORIGIN = "http://app.example"

/** People who may do nothing any more, and the teams that somebody is in by now. */
export const suspended = new Set<string>()
export const teamsOf = new Map<string, readonly string[]>()
/** Who may use which floor and hall: `present` is seen there and sees others, `read` reads. */
export const floorsOf = new Map<string, Readonly<Record<string, "read" | "present">>>()

/**
 * Rules that take the person from a header, as they would take it from any sign-in: `x-person: ben`. A person
 * is granted their notifications, the team `red` (or what `x-teams` says) and every document.
 */
export const authorize: Authorize = (conn) => {
  // Asked again for an open connection, the person is known: no header is looked at.
  const person = conn.identity ?? conn.request.headers.get("x-person")
  if (!person) return
  if (person === "fails") throw new Error("the database is down")
  const session = conn.request.headers.get("x-session")
  conn.identifyAs(person, { name: `${person} of the tests`, ...(session && { session }) })
  if (suspended.has(person)) return conn.reject("ACCOUNT_SUSPENDED")
  if (person === "sam") return conn.reject("ACCOUNT_SUSPENDED")
  if (person === "nothing") return
  conn.grant(channels.notification.for({ userId: person }), { because: "your own channel" })
  const teams = teamsOf.get(person) ?? (conn.request.headers.get("x-teams") ?? "red").split(",")
  for (const teamId of teams) {
    conn.grant(channels.team.chat.for({ teamId }), { publish: true, because: `member of ${teamId}` })
    conn.grant(channels.short.for({ roomId: teamId }), { publish: true, because: `member of ${teamId}` })
    if (teamId === "board") conn.grant(channels.sheet.for({ sheetId: teamId }), { publish: true })
    if (teamId !== "red") conn.grant(channels.limited.for({ roomId: teamId }), { publish: true })
  }
  for (const [id, how] of Object.entries(floorsOf.get(person) ?? {})) {
    const presence = how === "present"
    conn.grant(channels.floor.for({ floorId: id }), { presence, because: `on floor ${id}` })
    conn.grant(channels.hall.for({ hallId: id }), { presence, because: `in hall ${id}` })
  }
  conn.grantEvery(channels.document, { because: "every document" })
  if (person === "ada") conn.grant(channels.admin.logs, { because: "admin" })
}

/** One process of the app: its handlers, over one Redis. */
export function startApp(
  upstash: Pick<EmbeddedUpstash, "url" | "token">,
  options: Partial<RealtimeOptions> & { door?: readonly Step[] } = {},
) {
  const redis = new Redis({
    ...{ url: upstash.url, token: upstash.token },
    automaticDeserialization: false,
    enableTelemetry: false,
    retry: { retries: 1, backoff: () => 50 },
  })
  const attempts: Attempt[] = []
  const { door = [requireToken, requireGrants], ...others } = options
  const realtime = createRealtime({
    channels,
    settings: () => ({
      redis,
      token: { secret: "a-secret-for-tests-of-more-than-32-bytes", issuer: "tests", audience: "tests" },
    }),
    prefix: "tests",
    authorize,
    probeEveryMs: 200,
    onAttempt: (record) => void (record.attempt !== "end" && attempts.push(record)),
    ...others,
  })
  const leaves: Array<() => void> = []
  const endpoints = withSock8({ realtime, authorize })
  const stream = handle({ realtime, middleware: door })

  /** Calls an endpoint at whatever path the toolkit is mounted. */
  function call(path: string, init: RequestInit = {}): Promise<Response> {
    return endpoints(
      new Request(`${ORIGIN}${path}`, { ...init, headers: { host: "app.example", ...init.headers } }),
    )
  }

  async function tokenOf(person: string, headers: Record<string, string> = {}): Promise<string> {
    const response = await call("/api/channels/authenticate", {
      method: "POST",
      headers: { "x-person": person, origin: ORIGIN, ...headers },
    })
    const { token } = asFields(await response.json()) ?? {}
    return String(token)
  }

  return {
    ...{ realtime, attempts, redis, call, tokenOf, stream },
    /** Ends what `open` opened: a person may have twenty streams only. */
    leaveAll: () => {
      for (const leave of leaves.splice(0)) leave()
    },
    /** Opens the stream endpoint with a plain request. */
    connect: (init: RequestInit = {}, query = "") =>
      stream(new Request(`${ORIGIN}/api/realtime${query}`, init)),
    /** Opens a stream with a token, and reads its events. */
    async open(
      token: string,
      wanted: ReadonlyArray<{ name: string; after?: string; present?: unknown }>,
    ): Promise<Reader> {
      const leave = new AbortController()
      leaves.push(() => leave.abort())
      const response = await stream(
        new Request(`${ORIGIN}/api/realtime`, {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify({ channels: wanted }),
          signal: leave.signal,
        }),
      )
      return readStream(response, () => leave.abort())
    },
    publish(token: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
      return call("/api/channels/publish", {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      })
    },
  }
}

/** An app as {@link startApp} gives it. */
export type App = ReturnType<typeof startApp>

/** The events of one stream, as they come. */
export interface Reader {
  readonly response: Response
  readonly events: StreamEvent[]
  /** Comment lines so far. */
  heartbeats(): number
  ended(): boolean
  leave(): void
}

function readStream(response: Response, leave: () => void): Reader {
  const events: StreamEvent[] = []
  let heartbeats = 0
  let ended = false
  const parser = createParser({
    onEvent: ({ event = "message", data }) => {
      const read = parseStreamEvent(event, data)
      if (read) events.push(read)
    },
    onComment: () => {
      heartbeats += 1
    },
  })
  const decoder = new TextDecoder()
  async function pump(body: ReadableStream<Uint8Array>): Promise<void> {
    for await (const bytes of body) parser.feed(decoder.decode(bytes, { stream: true }))
  }
  if (response.ok && response.body)
    void pump(response.body)
      .catch(() => undefined)
      .finally(() => (ended = true))
  return { response, events, heartbeats: () => heartbeats, ended: () => ended, leave }
}

/** The texts of a reader's messages, in order. */
export function texts({ events }: Reader): string[] {
  return events.flatMap((event) => (event.type === "message" ? [String(asFields(event.data)?.text)] : []))
}

/** The first event of a type. */
export function eventOf<Type extends StreamEvent["type"]>(reader: Reader, type: Type) {
  return reader.events.find((event): event is Extract<StreamEvent, { type: Type }> => event.type === type)
}

/** Status, code and title of a refusal. */
export async function refusalOf(response: Response): Promise<unknown> {
  const { code, title } = asFields(await response.json()) ?? {}
  return { status: response.status, code, title }
}
