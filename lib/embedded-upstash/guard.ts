import { createHash, timingSafeEqual } from "node:crypto"
import type { IncomingMessage } from "node:http"
import { RequestError, readBearer } from "./request"

/** Names of this machine, as they may stand in `Host`. */
const LOCAL = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/i

/**
 * Refuses what a page in a browser sends: another name of this machine, by which a page's own site becomes this server
 * (DNS rebinding), and any `Origin`, which no Redis client sends.
 *
 * @throws RequestError 403
 */
export function requireLocal({ headers }: IncomingMessage): void {
  if (!LOCAL.test(headers.host ?? "")) throw new RequestError(403, "ERR unknown host")
  if (headers.origin !== undefined) throw new RequestError(403, "ERR requests from pages are not answered")
}

/**
 * Compares hashes, whose length says nothing about the token, in a time that says nothing either.
 *
 * @throws RequestError 401
 */
export function requireToken({ headers }: IncomingMessage, token: string): void {
  if (timingSafeEqual(sha256(readBearer(headers.authorization)), sha256(token))) return
  throw new RequestError(401, "WRONGPASS invalid or missing auth token")
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest()
}
