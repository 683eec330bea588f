/** What a benchmark measures: something that delivers over HTTP out of Redis. */
import type { EmbeddedUpstash } from "../../lib/embedded-upstash/start"

/** Where its Redis is. */
export type Store = Pick<EmbeddedUpstash, "url" | "token">

/** One subject, as a server runs it. */
export interface Subject {
  /** The stream endpoint, with or without a door: answers a `Request` with an event stream. */
  readonly handle: (request: Request) => Promise<Response | undefined>
  /** Says something to one client. */
  publish(client: number): Promise<void>
  /** How client number `client` asks for its own channel. */
  ask(client: number): Promise<Ask>
}

/** One request for a stream. */
export interface Ask {
  readonly path: string
  readonly headers: Record<string, string>
  /** Sent with POST; without it the request is a GET. */
  readonly body?: string
}
