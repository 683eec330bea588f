/** The requests that many attacks are made of, sent with the attacker's own, good token. */
import type { AttackRequest, ExpectedAnswer } from "./attack"

/** Asks the stream for a channel. */
export function openStream(channel: string, expected: ExpectedAnswer): AttackRequest {
  return { path: `/api/realtime?channel=${channel}`, token: "own", expected }
}

/** Reads a channel back. `query` is the rest of the address, such as `&before=…`. */
export function readBack(channel: string, expected: ExpectedAnswer, query = ""): AttackRequest {
  return { path: `/api/channels/history?channel=${channel}${query}`, token: "own", expected }
}

/** Publishes a body. */
export function publish(body: object, expected: ExpectedAnswer): AttackRequest {
  return { method: "POST", path: "/api/channels/publish", token: "own", body, expected }
}
