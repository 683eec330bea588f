/** Speaks the REST protocol without the client, to see what it says word for word. */
import type { EmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { token } from "./upstash-servers"

export type Word = string | number | boolean

/** What came back over HTTP. */
export interface RestAnswer {
  status: number
  body: unknown
}

/** Sends any body to any path, with the right token unless told otherwise. */
export async function sendRest(
  server: EmbeddedUpstash,
  path: string,
  init: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<RestAnswer> {
  const response = await fetch(`${server.url}${path}`, {
    method: init.method ?? "POST",
    headers: { authorization: `Bearer ${token}`, ...init.headers },
    ...(init.body === undefined ? {} : { body: init.body }),
  })
  const body: unknown = await response.json()
  return { status: response.status, body }
}

/** Sends one command as `POST /`. */
export function sendCommand(server: EmbeddedUpstash, command: readonly Word[]): Promise<RestAnswer> {
  return sendRest(server, "/", { body: JSON.stringify(command) })
}
