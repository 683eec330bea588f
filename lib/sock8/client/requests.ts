/** Publishing and reading back: single requests, tried again where that can help. */
import { asFields, type HistoryPage, readHistoryPage } from "../core/wire"
import { backoffMs } from "./backoff"
import { type Address, resolveName } from "./channel-proxy"
import { RealtimeError, readRefusal, remedyOf, toRealtimeError } from "./realtime-error"
import { mostRefusals } from "./retries"
import type { Timings } from "./timings"
import type { Token, TokenSource } from "./token-source"

/** Most tries of one request, the first one included; those that end with a refused token have a bound of their own. */
export const MAX_TRIES = 4
/** A caller is not kept longer than this for a `Retry-After`, but told. Milliseconds. */
export const MAX_PAUSE_MS = 10_000

/** The acknowledgement of a message: stored and told under this id. */
export interface Published {
  readonly id: string
}

/** What requests need. */
export interface RequestOptions {
  readonly channelsEndpoint: string
  readonly tokens: TokenSource
  readonly fetch: typeof fetch
  readonly random: () => number
  readonly timings: Timings
}

/** Asks the routes of the channels. */
export class Requests {
  readonly #options: RequestOptions

  constructor(options: RequestOptions) {
    this.#options = options
  }

  /** Publishes under an id that stays the same through all tries, so that no try is said twice. */
  async publish(
    ref: Address,
    data: unknown,
    { id = createId(), keepalive = false }: { readonly id?: string; readonly keepalive?: boolean } = {},
  ): Promise<Published> {
    const answer = await this.#ask(ref, (channel) => [
      "publish",
      { method: "POST", body: JSON.stringify({ channel, data, id }), keepalive },
    ])
    const { id: stored } = asFields(answer) ?? {}
    if (typeof stored !== "string") throw new RealtimeError({ type: "NETWORK" })
    return { id: stored }
  }

  /** Says the state of a connection on a channel. */
  async show(ref: Address, connection: string, state: unknown): Promise<void> {
    await this.#ask(ref, (channel) => [
      "presence",
      { method: "POST", body: JSON.stringify({ channel, connection, state }) },
    ])
  }

  /** Reads a page of what was said, oldest first. */
  async history(ref: Address, query: Readonly<Record<string, string>>): Promise<HistoryPage> {
    const answer = await this.#ask(ref, (channel) => [
      `history?${new URLSearchParams({ channel, ...query })}`,
      { method: "GET" },
    ])
    const page = readHistoryPage(answer)
    if (!page) throw new RealtimeError({ type: "NETWORK" })
    return page
  }

  async #ask(ref: Address, request: (channel: string) => readonly [string, RequestInit]): Promise<unknown> {
    const { tokens, random, timings } = this.#options
    let refusals = 0
    for (let tries = 1; ; tries += 1) {
      let token: Token | undefined
      try {
        token = await tokens.read()
        const channel = resolveName(ref, token.grants)
        if (channel === undefined) throw new RealtimeError({ type: token.ungranted })
        return await this.#send(token, ...request(channel))
      } catch (cause) {
        const error = toRealtimeError(cause)
        const pauseMs = (error.retryAfter ?? 0) * 1000
        if (remedyOf(error) === "reauthorize") {
          refusals += 1
          if (token) tokens.refuse(token, error)
          if (refusals >= mostRefusals(error, token)) throw error
          if (refusals === 1) continue
        } else if (!isPassing(error) || tries >= MAX_TRIES || pauseMs > MAX_PAUSE_MS) {
          throw error
        }
        const { baseMs, capMs } = timings
        await sleep(pauseMs + backoffMs(tries - 1, { baseMs, capMs, random }))
      }
    }
  }

  async #send({ text }: Token, path: string, init: RequestInit): Promise<unknown> {
    const { fetch, channelsEndpoint, timings } = this.#options
    const response = await fetch(`${channelsEndpoint}/${path}`, {
      ...init,
      headers: {
        "content-type": "application/json",
        ...(text === undefined ? {} : { authorization: `Bearer ${text}` }),
      },
      cache: "no-store",
      signal: AbortSignal.timeout(timings.requestMs),
    })
    const isJson = response.headers.get("content-type")?.includes("json")
    if (!response.ok || !isJson) throw await readRefusal(response)
    return response.json()
  }
}

/** Refusals that are not about the request. A limit is: whoever asked shall hear of it at once. */
function isPassing({ data }: RealtimeError): boolean {
  return data.type === "NETWORK" || data.status === 503
}

function sleep(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms))
}

/** 128 random bits. `randomUUID` is missing where a page is served without TLS from another host than localhost. */
export function createId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID()
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
}
