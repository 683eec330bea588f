import type { IncomingMessage, RequestListener, ServerResponse } from "node:http"
import type { Backend, Command } from "./backend"
import { toBytes } from "./bytes"
import { type Encoding, encodeResult } from "./encode"
import { requireLocal, requireToken } from "./guard"
import { refuse, sendJson } from "./refuse"
import { findRefusal } from "./refused"
import { RedisError, type Reply, transactionDiscarded } from "./reply"
import { commandFromPath, parseCommand, parsePipeline, RequestError, readBody, readSegments } from "./request"
import type { StatsCounter } from "./stats"
import { streamSubscription } from "./subscribe"

/** What the REST front needs. */
export interface RestOptions {
  backend: Backend
  token: string
  stats: StatsCounter
  maxBodyBytes: number
  maxLagBytes: number
}

/**
 * The REST protocol of Upstash, as `@upstash/redis` speaks it:
 * https://upstash.com/docs/redis/features/restapi
 *
 * An error of Redis is a 400 for one command, and stands in its place in a pipeline or transaction.
 */
export function createRestListener(options: RestOptions): RequestListener {
  return (request, response) => {
    answer(request, response, options).catch((error: unknown) => refuse(request, response, error))
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: RestOptions,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost")
  requireLocal(request)
  requireToken(request, options.token)
  if (!["GET", "POST", "PUT"].includes(request.method ?? ""))
    throw new RequestError(405, "ERR method not allowed")
  const body = await readBody(request, options.maxBodyBytes)
  const encoding = request.headers["upstash-encoding"] === "base64" ? "base64" : "plain"
  const segments = readSegments(pathname)
  const [route, ...rest] = segments
  switch (route) {
    case undefined:
      return sendReply(response, await execute(parseCommand(body), options), encoding)
    case "pipeline":
      return sendReplies(response, await executeAll(parsePipeline(body), options), encoding)
    case "multi-exec":
      return sendTransaction(response, await executeTransaction(parsePipeline(body), options), encoding)
    case "subscribe":
    case "psubscribe": {
      if (rest.length === 0)
        throw new RequestError(400, `ERR wrong number of arguments for '${route}' command`)
      const kind = route === "subscribe" ? "channel" : "pattern"
      return streamSubscription(response, { kind, names: rest.map(toBytes) }, options)
    }
    default:
      return sendReply(
        response,
        await execute(commandFromPath(segments, searchParams, body), options),
        encoding,
      )
  }
}

async function execute(command: Command, { backend, stats }: RestOptions): Promise<Reply> {
  stats.countCommand(command[0])
  return findRefusal(command) ?? (await backend.execute(command))
}

/** Sent in order and not waited for in between, as a pipeline is. Other clients may come in between. */
function executeAll(commands: readonly Command[], options: RestOptions): Promise<Reply[]> {
  return Promise.all(commands.map((command) => execute(command, options)))
}

async function executeTransaction(
  commands: readonly Command[],
  { backend, stats }: RestOptions,
): Promise<Reply> {
  for (const [name] of commands) stats.countCommand(name)
  if (commands.some((command) => findRefusal(command) !== undefined)) return transactionDiscarded()
  return backend.transaction(commands)
}

function sendReply(response: ServerResponse, reply: Reply, encoding: Encoding): void {
  sendJson(response, reply instanceof RedisError ? 400 : 200, encodeResult(reply, encoding))
}

function sendReplies(response: ServerResponse, replies: readonly Reply[], encoding: Encoding): void {
  sendJson(
    response,
    200,
    replies.map((reply) => encodeResult(reply, encoding)),
  )
}

function sendTransaction(response: ServerResponse, reply: Reply, encoding: Encoding): void {
  if (Array.isArray(reply)) sendReplies(response, reply, encoding)
  else sendReply(response, reply, encoding)
}
