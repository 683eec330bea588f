/**
 * For tests: a real HTTP server that speaks the protocol as each test scripts it, and keeps what it was
 * asked. Without a script it grants, opens and acknowledges everything.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import type { ErrorCode } from "../core/errors"
import { asFields, parseJson, TOKEN_TYPE } from "../core/wire"
import { createRealtimeClient, type RealtimeClient, type RealtimeClientOptions } from "./client"
import { type Asked, ScriptedStream } from "./scripted-stream"
import type { Timings } from "./timings"

/** Timings that let a test see in milliseconds what takes seconds. */
export const shortTimings: Partial<Timings> = {
  // Longer than any test waits: a stream that is opened anew for its silence would hide what did not happen.
  silenceMs: 60_000,
  steadyMs: 60,
  graceMs: 20,
  requestMs: 2_000,
  baseMs: 20,
  capMs: 80,
  answerMs: 60_000,
  leaderMs: 60_000,
  lingerMs: 40,
}

/** An answer that is not a stream. An object becomes JSON. */
export interface Answer {
  readonly status?: number
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

/** What the server does with a request to one route. `index` counts the requests to it, from 0. */
export interface Script {
  authenticate(asked: Asked, index: number): Answer
  publish(asked: Asked, index: number): Answer
  history(asked: Asked, index: number): Answer
  presence(asked: Asked, index: number): Answer
  /** Either writes the stream, or answers something else. */
  realtime(open: () => ScriptedStream, asked: Asked, index: number): Answer | undefined
}

/** A running server. */
export interface ScriptedServer {
  readonly origin: string
  readonly script: Script
  readonly asked: Asked[]
  readonly streams: ScriptedStream[]
  /** What one route was asked. */
  askedOf(route: keyof Script): Asked[]
  /** A client of this server, closed with it. */
  client(options?: RealtimeClientOptions): RealtimeClient
  close(): Promise<void>
}

let tokens = 0

/** The first part of a channel token. */
export const SCRIPTED_HEADER = Buffer.from(JSON.stringify({ alg: "HS256", typ: TOKEN_TYPE })).toString(
  "base64url",
)

/** An unsigned token, different each time: clients do not verify. Life in seconds. */
export function scriptedToken({
  life = 3600,
  rooms = ["team.red.chat"] as unknown,
  sub = "ben",
} = {}): string {
  tokens += 1
  const iat = 1_790_000_000
  const claims = { sub, jti: String(tokens), iat, exp: iat + life, permissions: { rooms } }
  return [SCRIPTED_HEADER, Buffer.from(JSON.stringify(claims)).toString("base64url"), "signature"].join(".")
}

/** The answer of `authenticate`. A level such as `document.*` may be among the names. */
export function granting(
  paths: Readonly<Record<string, string>> = { "team.red.chat": "team.{teamId}.chat" },
  life = 3600,
  identity = "ben",
): Answer {
  const channels = Object.entries(paths).map(([name, path]) => ({
    name,
    path,
    params: {},
    actions: ["read"],
  }))
  const token = scriptedToken({ life, rooms: Object.keys(paths), sub: identity })
  const expiresAt = Date.now() + life * 1000
  return { body: { token, endpoint: "/api/realtime", identity, channels, expiresAt } }
}

/** A refusal as the toolkit's server writes it. */
export function refusing(
  code: ErrorCode,
  status: number,
  more: Readonly<Record<string, unknown>> = {},
): Answer {
  const body = {
    type: `/docs/errors#${code.toLowerCase()}`,
    title: `Title of ${code}`,
    status,
    code,
    ...more,
  }
  return { status, type: "application/problem+json", body }
}

/** Starts a server on a free port. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const asked: Asked[] = []
  const streams: ScriptedStream[] = []
  const clients: RealtimeClient[] = []
  const script: Script = {
    authenticate: () => granting(),
    publish: () => ({ body: { id: "2000-0" } }),
    history: () => ({ body: { messages: [], next: null } }),
    presence: () => ({ body: {} }),
    realtime: (open) => void open().open(),
  }
  const server = createServer(async (request, response) => {
    const entry = await readAsked(request)
    const index = asked.filter(({ route }) => route === entry.route).length
    asked.push(entry)
    const open = () => {
      const stream = new ScriptedStream(entry, response)
      streams.push(stream)
      return stream
    }
    const answer = answerTo(script, entry, index, open)
    if (answer) write(response, answer)
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    script,
    asked,
    streams,
    askedOf: (wanted) => asked.filter(({ route }) => route === wanted),
    client({ timings, ...options } = {}) {
      const client = createRealtimeClient({
        endpoint: `${origin}/api/realtime`,
        channelsEndpoint: `${origin}/api/channels`,
        timings: { ...shortTimings, ...timings },
        ...options,
      })
      clients.push(client)
      return client
    },
    async close() {
      for (const client of clients) client.close()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function answerTo(
  script: Script,
  asked: Asked,
  index: number,
  open: () => ScriptedStream,
): Answer | undefined {
  switch (asked.route) {
    case "realtime":
      return script.realtime(open, asked, index)
    case "authenticate":
    case "publish":
    case "history":
    case "presence":
      return script[asked.route](asked, index)
    default:
      return { status: 404, body: {} }
  }
}

async function readAsked(request: IncomingMessage): Promise<Asked> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1")
  return {
    route: url.pathname.slice(url.pathname.lastIndexOf("/") + 1),
    method: request.method ?? "",
    url,
    headers: request.headers,
    body: asFields(parseJson(await text(request))) ?? {},
    at: Date.now(),
  }
}

function write(response: ServerResponse, { status = 200, type, headers = {}, body }: Answer): void {
  response.writeHead(status, { "content-type": type ?? "application/json", ...headers })
  response.end(typeof body === "string" ? body : JSON.stringify(body))
}
