import { REFUSED_HEADER, RENEWS_HEADER, type StreamEvent } from "../core/wire"
import { readStream } from "./read-stream"
import { RealtimeError, readRefusal, toRealtimeError } from "./realtime-error"
import { watchSilence } from "./silence"

/** One channel as the stream is asked for it. */
export interface AskedChannel {
  readonly name: string
  /** The cursor to go on from. */
  readonly after?: string
  /** What is shown of oneself there; without it one is not present. */
  readonly present?: unknown
}

/** What one stream needs. */
export interface StreamRequest {
  readonly fetch: typeof fetch
  readonly endpoint: string
  /** The channel token; without one, only channels that are open to everybody answer. */
  readonly token: string | undefined
  readonly channels: readonly AskedChannel[]
  /** The open connection whose place the stream takes. */
  readonly renews?: string | undefined
  /** Milliseconds without a sign of life after which the stream counts as dead. */
  readonly silenceMs: number
  /** The time of day in milliseconds. */
  readonly now: () => number
  /** Is told of each sign of life that carries no event. */
  readonly onHeartbeat?: () => void
  /** Ends the stream. */
  readonly signal: AbortSignal
}

/** Gives the events of one stream: of its own, or of one that tabs share. */
export type OpenStream = (request: StreamRequest) => AsyncGenerator<StreamEvent, void, undefined>

/**
 * Opens one stream and gives its events. It never returns by itself: a stream ends by an error.
 *
 * @throws RealtimeError the server's refusal, or `NETWORK` where it was not reached, answered something
 * else, fell silent or ended.
 */
export async function* openStream(request: StreamRequest): AsyncGenerator<StreamEvent, never, undefined> {
  const abort = new AbortController()
  const end = () => abort.abort()
  // Armed before the request, so that a server that never answers is noticed too.
  const watch = watchSilence({ ...request, onSilent: end })
  request.signal.addEventListener("abort", end)
  try {
    const response = await ask(request, abort.signal)
    for await (const event of readStream(await bodyOf(response))) {
      watch.heard()
      if (event.type === "heartbeat") request.onHeartbeat?.()
      else yield event
    }
    throw new RealtimeError({ type: "NETWORK" })
  } catch (cause) {
    throw toRealtimeError(cause)
  } finally {
    watch.stop()
    request.signal.removeEventListener("abort", end)
    end()
  }
}

function ask(request: StreamRequest, signal: AbortSignal): Promise<Response> {
  const { fetch, endpoint, token, channels, renews } = request
  return fetch(endpoint, {
    method: "POST",
    headers: {
      accept: "text/event-stream",
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(renews === undefined ? {} : { [RENEWS_HEADER]: renews }),
    },
    body: JSON.stringify({ channels }),
    cache: "no-store",
    signal,
  })
}

async function bodyOf(response: Response): Promise<ReadableStream<Uint8Array>> {
  const isOpen = response.ok && !response.headers.has(REFUSED_HEADER)
  const isStream = isOpen && response.headers.get("content-type")?.startsWith("text/event-stream")
  if (!isStream || !response.body) throw await readRefusal(response)
  return response.body
}
