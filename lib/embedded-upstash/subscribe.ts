import type { ServerResponse } from "node:http"
import type { Backend, Delivery, Topic } from "./backend"
import { type Bytes, toText } from "./bytes"
import type { StatsCounter } from "./stats"

/** What a subscription stream needs. */
export interface SubscriptionOptions {
  backend: Backend
  stats: StatsCounter
  /** A reader further behind than this is cut off, since its messages wait in our memory. */
  maxLagBytes: number
}

/**
 * Answers `/subscribe/<channel>` and `/psubscribe/<pattern>`: server-sent events until one side ends them.
 *
 * Upstash sends no heartbeat and neither do we. When the stream ends, the client tells nobody and does not
 * come back; a caller that needs to know has to listen for messages of its own.
 */
export async function streamSubscription(
  response: ServerResponse,
  topic: Topic,
  { backend, stats, maxLagBytes }: SubscriptionOptions,
): Promise<void> {
  // What arrives between subscribing and the acknowledgement waits, or it would overtake it.
  let early: Delivery[] | undefined = []
  const send = (delivery: Delivery) => {
    if (response.writableEnded || response.destroyed) return
    if (response.writableLength > maxLagBytes) {
      response.destroy()
      return
    }
    stats.countDelivery()
    response.write(messageFrame(delivery))
  }
  const leave = await backend.subscribe(topic, {
    onDelivery: (delivery) => (early ? early.push(delivery) : send(delivery)),
    onLost: () => response.end(),
  })
  const uncount = stats.openSubscription()
  whenClosed(response, () => {
    leave()
    uncount()
  })
  if (response.destroyed || response.writableEnded) return
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache, no-transform" })
  for (const frame of acknowledgements(topic)) response.write(frame)
  for (const delivery of early) send(delivery)
  early = undefined
}

/** Also when it closed before anybody listened, which emits no event any more. */
function whenClosed(response: ServerResponse, act: () => void): void {
  if (response.closed || response.destroyed) act()
  else response.once("close", act)
}

/** `subscribe,<channel>,<how many so far>`, once per name. */
function acknowledgements({ kind, names }: Topic): string[] {
  const word = kind === "channel" ? "subscribe" : "psubscribe"
  return names.map((name, index) => frame(`${word},${toText(name)},${index + 1}`))
}

function messageFrame({ pattern, channel, payload }: Delivery): string {
  const fields: Bytes[] = pattern === undefined ? ["message"] : ["pmessage", pattern]
  return frame(toText([...fields, channel, payload].join(",")))
}

/**
 * One event. The client takes every line for a message of its own, so a payload with a line break arrives cut
 * off at the first one; JSON has none.
 */
function frame(data: string): string {
  return `${data
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}`)
    .join("\n")}\n\n`
}
