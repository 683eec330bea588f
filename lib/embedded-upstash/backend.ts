import type { Bytes } from "./bytes"
import type { Reply } from "./reply"

/** A command and its arguments: `["SET", "key", "value"]`. Never empty. */
export type Command = readonly [name: Bytes, ...args: Bytes[]]

/** What one subscription listens to. */
export interface Topic {
  kind: "channel" | "pattern"
  names: readonly Bytes[]
}

/** A message on its way to one subscriber. `pattern` is set when a pattern matched. */
export interface Delivery {
  pattern?: Bytes
  channel: Bytes
  payload: Bytes
}

/** Who is told about a subscription. */
export interface Subscriber {
  onDelivery(delivery: Delivery): void
  /** The subscription ended from the other side. Nothing follows. */
  onLost(): void
}

/** What stands behind the REST front: the engine in memory, or a real Redis. */
export interface Backend {
  /** Runs one command. An error of Redis is a reply; only {@link BackendUnavailableError} rejects. */
  execute(command: Command): Promise<Reply>
  /** Runs all commands with nothing in between: their replies, or one error if none was run. */
  transaction(commands: readonly Command[]): Promise<Reply>
  /** Resolves once messages arrive. Call the answer to leave. */
  subscribe(topic: Topic, subscriber: Subscriber): Promise<() => void>
  close(): Promise<void>
}

/** The Redis behind a back end cannot be reached. Another attempt may succeed. */
export class BackendUnavailableError extends Error {
  override name = "BackendUnavailableError"
}
