/**
 * The one place that reaches into Node's request: bytes of a body arrive by `request.push()`, which belongs to the
 * stream's maker. Where it is replaced on one request, its body goes elsewhere than into the request's own buffer.
 */
import type { IncomingMessage } from "node:http"

/** Takes a piece of a body, or `null` at its end. With `false` the socket is not read from until it is released. */
export type Take = (piece: Buffer | null) => boolean

/** Whether a request says that a body follows. */
export function bringsBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"]) > 0
}

/** From now on `take` gets the body, in place of the request. A second call replaces the first. */
export function takeBody(request: IncomingMessage, take: Take): void {
  request.push = take
}

/** Gives the request a body and its end, as if both had just arrived. */
export function giveBody(request: IncomingMessage, body: Buffer): void {
  Reflect.deleteProperty(request, "push")
  if (body.length > 0) request.push(body)
  request.push(null)
}
