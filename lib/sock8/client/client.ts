/**
 * The client without React: joins channels, publishes and reads back, over one stream for all channels.
 * The parts: `connection.ts` is the state machine, `channel-feed.ts` one channel, `token-source.ts` the
 * token, `requests.ts` the single requests.
 */
import type { WireMessage } from "../core/wire"
import type { ChannelListener } from "./channel-feed"
import { ChannelFeeds } from "./channel-feeds"
import { type Address, type AnyRef, addressOf, type ChannelRef, type PresentRef } from "./channel-proxy"
import { Connection } from "./connection"
import type { ConnectionState } from "./connection-state"
import type { AuthToken } from "./given-token"
import { openStream } from "./open-stream"
import { Pacer } from "./pacer"
import type { PresenceView } from "./presence-feed"
import { RealtimeError } from "./realtime-error"
import { type Published, Requests } from "./requests"
import { browserTabs, type Tabs } from "./tabs/browser-tabs"
import { shareStreams } from "./tabs/share-streams"
import { defaultTimings, type Timings } from "./timings"
import { TokenSource } from "./token-source"
import type { TokenStory } from "./token-story"
import { browserSignals, type WakeSignals } from "./wake-signals"

/** Where the server is and what the client may use. Everything has a default. */
export interface RealtimeClientOptions {
  /** Where the stream is. Default: where `authenticate` says, else `/api/realtime`. */
  readonly endpoint?: string | undefined
  /** Where `authenticate`, `publish` and `history` are. Default `/api/channels`. */
  readonly channelsEndpoint?: string | undefined
  /** Where tokens come from. Default: `POST {channelsEndpoint}/authenticate` with the session's cookie. */
  readonly authToken?: AuthToken | undefined
  /**
   * The person whom the page shows, as `authenticate` names them. A token or a stream of another person is not used:
   * the client ends its stream and is refused as `IDENTITY_CHANGED`, and so is whatever it is asked afterwards, until
   * `reconnect` finds this person again. Nobody (`authToken: null`) is no other person. Default: anybody will do.
   */
  readonly identity?: string | undefined
  /**
   * Whether tabs whose tokens say the same share one stream. Default `true`; where a browser lacks what that
   * needs, each tab has its own.
   */
  readonly share?: boolean | undefined
  /** How tabs hear of each other. */
  readonly tabs?: Tabs | undefined
  readonly fetch?: typeof fetch
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** A number from 0 up to 1. */
  readonly random?: () => number
  readonly signals?: WakeSignals
  readonly timings?: Partial<Timings>
}

/** One page of what was said. */
export interface ChannelHistory<Data> {
  /** Oldest first. */
  readonly messages: readonly WireMessage<Data>[]
  /** Pass as `before` to read on towards the past; `null` where nothing older is kept. */
  readonly next: string | null
}

/** What a page of history is asked with. */
export interface HistoryOptions {
  readonly before?: string
  /** 1 to 100. Default 50. */
  readonly limit?: number
}

/** What a message is published with. */
export interface PublishOptions {
  /** 1 to 64 of `A-Z a-z 0-9 _ -`; the same id and data twice is said once. Default: a new one. */
  readonly id?: string
  /**
   * Lets the request outlive the page, for what is said as it is left. Browsers allow 64 KiB of these at a time;
   * beyond that it fails as `NETWORK`. Default `false`.
   */
  readonly keepalive?: boolean
}

/** Being present on a channel. */
export interface Presenting<State> {
  /** Shows something else of oneself, without another stream. */
  update(state: State): void
  leave(): void
}

/** One client: one stream, one token, any number of channels. */
export interface RealtimeClient {
  /** When messages are shown: those of all channels together, so that no part of a page is ahead of another. */
  readonly pacer: Pacer
  /** Calls back when the connection's state changed. Returns the undo. */
  subscribe(listener: () => void): () => void
  getSnapshot(): ConnectionState
  /** Calls back at each sign of life of the stream. Returns the undo. */
  onHeard(listener: () => void): () => void
  /** When the stream gave its last sign of life, in milliseconds since 1970; 0 before the first. */
  heardAt(): number
  /** Calls back when {@link describeToken} answers something else. Returns the undo. */
  onToken(listener: () => void): () => void
  /** The token at hand as one may look at it, and when each one came. */
  describeToken(): TokenStory
  /** Calls back when the server says that one's rights changed: pages may show more now, or less. */
  onRights(listener: () => void): () => void
  /**
   * Listens to a channel; the first listener opens it, a while after the last one it closes. A later listener is told where
   * the channel stands and what is said from then on, also on a channel with `latestOnJoin`.
   */
  join<Data>(ref: AnyRef<Data>, listener: ChannelListener<Data>): () => void
  /**
   * Publishes a message, and resolves when it is stored. Tried up to four times while the server cannot be
   * reached, under the same id.
   *
   * @throws RealtimeError `NOT_GRANTED_PUBLISH`, `INVALID_PAYLOAD`, …
   */
  publish<Input>(
    ref: ChannelRef<unknown, true, Input>,
    data: NoInfer<Input>,
    options?: PublishOptions,
  ): Promise<Published>
  /** Reads a page of what was said. */
  history<Data>(ref: AnyRef<Data>, options?: HistoryOptions): Promise<ChannelHistory<Data>>
  /**
   * Is present on a channel until `leave`, and tells who else is, at once and at every change. Joins it, too.
   * The state is what one shows at first; others here who are present on the same channel show the same.
   */
  present<State>(
    ref: PresentRef<State>,
    listener: (view: PresenceView<State>) => void,
    state?: State,
  ): Presenting<State>
  /** Begins anew with a new token, also after a refusal: after signing in, for example. */
  reconnect(): void
  /** Closes the stream now. Joining a channel afterwards opens it again. */
  close(): void
}

/** Creates a client. Nothing is asked for before a channel is joined. */
export function createRealtimeClient(options: RealtimeClientOptions = {}): RealtimeClient {
  const {
    endpoint,
    authToken,
    identity,
    channelsEndpoint = "/api/channels",
    signals = browserSignals,
  } = options
  const { now = Date.now, random = Math.random } = options
  // Called as a plain function: browsers refuse `fetch` as a method of anything but the window.
  const { fetch = (input, init) => globalThis.fetch(input, init) } = options
  const timings = { ...defaultTimings, ...options.timings }

  const { requestMs, leadMs, graceMs } = timings
  const tokens = new TokenSource({
    authToken,
    identity,
    onIdentityChanged: (error) => connection.refuse(error),
    channelsEndpoint,
    fetch,
    now,
    random,
    requestMs,
    leadMs,
  })
  const feeds = new ChannelFeeds({
    graceMs,
    onChange: () => connection.changed(),
    presence: { pauseMs: timings.statePauseMs, send: show },
  })
  const { share = true, tabs = browserTabs() } = options
  const open = share && tabs ? shareStreams({ tabs, random, timings }) : openStream
  const connection = new Connection({
    endpoint,
    feeds,
    tokens,
    fetch,
    openStream: open,
    now,
    random,
    signals,
    timings,
  })
  const requests = new Requests({ channelsEndpoint, tokens, fetch, random, timings })

  async function show(address: Address, state: unknown): Promise<void> {
    const now = connection.state.getSnapshot()
    // Without a stream there is nothing to show it on: the next one is asked with it.
    if (now.state !== "open") throw new RealtimeError({ type: "NOT_PRESENT" })
    await requests.show(address, now.connection, state)
  }

  return {
    pacer: new Pacer(timings.renderPauseMs),
    subscribe: connection.state.subscribe,
    getSnapshot: connection.state.getSnapshot,
    onHeard: connection.heard.subscribe,
    heardAt: connection.heard.getSnapshot,
    onToken: tokens.story.subscribe,
    describeToken: tokens.story.getSnapshot,
    onRights: connection.rights.subscribe,
    join: (ref, listener) => feeds.join(addressOf(ref), trustData(listener)),
    publish: (ref, data, options) => requests.publish(addressOf(ref), data, options),
    async history<Data>(ref: AnyRef<Data>, { before, limit = 50 }: HistoryOptions = {}) {
      const query = before === undefined ? {} : { before }
      const page = await requests.history(addressOf(ref), { ...query, limit: String(limit) })
      // The server parsed each message with the channel's schema before it kept it.
      return page as ChannelHistory<Data>
    },
    present<State>(
      ref: PresentRef<State>,
      listener: (view: PresenceView<State>) => void,
      state?: State,
    ): Presenting<State> {
      const { people, leave } = feeds.present(addressOf(ref))
      if (state !== undefined) people.update(state)
      // The server parsed each state with the channel's schema before it told it.
      const show = () => listener(people.view.getSnapshot() as PresenceView<State>)
      const silence = people.view.subscribe(show)
      show()
      return {
        update: (next) => people.update(next),
        leave() {
          silence()
          leave()
        },
      }
    },
    reconnect: () => connection.reconnect(),
    close: () => connection.close(),
  }
}

/** The server parsed each message with the channel's schema before it told it. */
function trustData<Data>(listener: ChannelListener<Data>): ChannelListener {
  return listener as ChannelListener
}
