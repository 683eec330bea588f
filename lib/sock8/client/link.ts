import type { StreamEvent } from "../core/wire"
import type { ChannelFeeds } from "./channel-feeds"
import type { AskedChannel, OpenStream } from "./open-stream"
import { RealtimeError } from "./realtime-error"
import type { Token, TokenSource } from "./token-source"

/** What a link needs. */
export interface LinkOptions {
  /** Where the stream is; without it, where `authenticate` says. */
  readonly endpoint: string | undefined
  readonly feeds: ChannelFeeds
  readonly tokens: TokenSource
  readonly fetch: typeof fetch
  readonly openStream: OpenStream
  readonly silenceMs: number
  readonly onHeartbeat: () => void
  readonly now: () => number
  /** Whether the token at hand will do, or a new one is due. */
  readonly token: "read" | "renew"
  /** The connection whose place it takes, if one is open. */
  readonly renews: string | undefined
}

/** One stream, from the asking for its token to its end. */
export class Link {
  readonly options: LinkOptions
  /** The token that it was opened with, and the channels it was asked for: known once both are. */
  token: Token | undefined
  asked: readonly string[] = []
  readonly #abort = new AbortController()

  constructor(options: LinkOptions) {
    this.options = options
  }

  get isClosed(): boolean {
    return this.#abort.signal.aborted
  }

  close(): void {
    this.#abort.abort()
  }

  /**
   * Opens the stream for the channels that are wanted when the token is there, and gives its events.
   *
   * @throws RealtimeError what was refused, by the token endpoint or the stream; `FORBIDDEN_CHANNEL` where
   * no wanted channel was granted, `INVALID_TOKEN` where the token names none that could be read.
   */
  async *events(): AsyncGenerator<StreamEvent, void, undefined> {
    const { endpoint, feeds, tokens, fetch, openStream, silenceMs, onHeartbeat, now } = this.options
    const token = await tokens[this.options.token]()
    if (this.isClosed) return
    const channels = feeds.ask(token)
    this.token = token
    this.asked = channels.map(signOf)
    if (channels.length === 0) throw new RealtimeError({ type: token.ungranted })
    yield* openStream({
      fetch,
      endpoint: endpoint ?? token.endpoint ?? "/api/realtime",
      token: token.text,
      channels,
      renews: this.options.renews,
      silenceMs,
      onHeartbeat,
      now,
      signal: this.#abort.signal,
    })
  }
}

/** What is asked of a channel, so that two streams can be compared: a state may change without another stream. */
export function signOf({ name, present }: AskedChannel): string {
  return present === undefined ? name : `${name} present`
}

/** Whether two streams were asked for the same. */
export function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name))
}
