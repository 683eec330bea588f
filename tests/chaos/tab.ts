/** A listener with the app's own client, as a browser tab has it: the same state machine, in this process. */
import { channels } from "../../lib/channels.client"
import type { AnyRef } from "../../lib/sock8/client/channel-proxy"
import { createRealtimeClient, type RealtimeClient } from "../../lib/sock8/client/client"
import type { AuthToken } from "../../lib/sock8/client/given-token"
import type { Timings } from "../../lib/sock8/client/timings"
import type { WakeReason } from "../../lib/sock8/client/wake-signals"
import { CLIENT_HEADER } from "./front"
import type { Ear } from "./oracle-ear"
import type { Person } from "./person"

/** What a tab is made of. */
export interface TabOptions {
  readonly name: string
  readonly person: Person
  readonly origin: string
  readonly ear: Ear
  readonly channels: readonly string[]
  readonly timings?: Partial<Timings>
  readonly authToken?: AuthToken
  /** Milliseconds by which the clock of this computer is wrong. */
  readonly clockOffMs?: number
  /** Called when the stream that was open is not any more. */
  readonly onLost: () => void
  readonly onGap: () => void
}

/** One tab. */
export class Tab {
  readonly name: string
  readonly person: Person
  readonly client: RealtimeClient
  readonly ear: Ear
  #network = new AbortController()
  #onWake: ((reason: WakeReason) => void) | undefined

  constructor(options: TabOptions) {
    const { name, person, origin, ear, authToken, onLost, clockOffMs = 0 } = options
    this.name = name
    this.person = person
    this.ear = ear
    this.client = createRealtimeClient({
      endpoint: `${origin}/api/realtime`,
      channelsEndpoint: `${origin}/api/channels`,
      authToken,
      timings: options.timings ?? {},
      now: () => Date.now() + clockOffMs,
      fetch: (input, init) => this.#fetch(input, init),
      signals: (onWake) => {
        this.#onWake = onWake
        return () => undefined
      },
    })
    let wasOpen = false
    this.client.subscribe(() => {
      if (wasOpen && !this.isOpen) onLost()
      wasOpen = this.isOpen
    })
    for (const channel of options.channels) this.#join(channel, options.onGap)
  }

  get isOpen(): boolean {
    return this.client.getSnapshot().state === "open"
  }

  /** The network is away: what runs breaks off, and nothing begins. Answers the undo. */
  goOffline(): () => void {
    this.#network.abort(new TypeError("offline"))
    return () => {
      this.#network = new AbortController()
      this.#onWake?.("online")
    }
  }

  leave(): void {
    this.ear.leave()
    this.client.close()
  }

  #join(channel: string, onGap: () => void): void {
    this.client.join(refOf(channel), (event) => {
      if (event.type === "open") this.ear.open(channel)
      if (event.type === "message") this.ear.hear(channel, event.message.data.text, event.message.id)
      if (event.type !== "gap") return
      this.ear.gap(channel)
      onGap()
    })
  }

  #fetch(input: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> {
    const own = this.#network.signal
    const signal = init.signal ? AbortSignal.any([init.signal, own]) : own
    const headers = new Headers(init.headers)
    for (const [name, value] of Object.entries(this.person.headers)) headers.set(name, value)
    headers.set(CLIENT_HEADER, this.name)
    return fetch(input, { ...init, headers, signal })
  }
}

/** The ref of a channel's name, among the channels that carry a text. */
function refOf(name: string): AnyRef<{ text: string }> {
  const [kind, id = "", what] = name.split(".")
  if (kind === "team" && what === "chat") return channels.team.chat.for({ teamId: id })
  if (kind === "org" && what === "announcements") return channels.org.announcements.for({ orgId: id })
  throw new Error(`The suite has no listener for ${name}.`)
}
