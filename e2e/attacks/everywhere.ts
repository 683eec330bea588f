/** The same token at every endpoint that takes one. */
import type { APIRequestContext, APIResponse } from "@playwright/test"
import type { Siege } from "./siege"

const NOT_A_TOKEN = { status: 401, code: ["INVALID_TOKEN", "AUTH_FAILED", "TOKEN_EXPIRED"] }

/** The same forged header at every endpoint that takes a channel token. */
export function everywhere(
  request: APIRequestContext,
  headers: Record<string, string>,
): Array<[string, Promise<APIResponse>]> {
  const channel = "team.red.chat"
  return [
    ["stream", request.get(`/api/realtime?channel=${channel}`, { headers })],
    ["stream by POST", request.post("/api/realtime", { headers, data: { channels: [{ name: channel }] } })],
    ["history", request.get(`/api/channels/history?channel=${channel}`, { headers })],
    ["publish", request.post("/api/channels/publish", { headers, data: { channel, data: { text: "x" } } })],
  ]
}

/** Sends each of the forged tokens to every endpoint. */
export async function sendEverywhere(
  siege: Siege,
  request: APIRequestContext,
  forged: Readonly<Record<string, string>>,
) {
  for (const [title, token] of Object.entries(forged)) {
    for (const [where, answer] of everywhere(request, { authorization: `Bearer ${token}` })) {
      await siege.refused(`${title}, ${where}`, answer, NOT_A_TOKEN)
    }
  }
}
