/** What strangers send during a soak: everything that is refused, from an address of its own each time. */
import { randomBytes } from "node:crypto"
import type { RawRequest } from "./raw-client"

const random = () => randomBytes(24).toString("base64url")

/** One request each, from this address. */
export const strangers: ReadonlyArray<(address: string) => RawRequest> = [
  (address) => get("/api/realtime?channel=lobby", address, { authorization: "Bearer nonsense" }),
  (address) => get("/api/realtime?channel=admin.logs", address),
  (address) => get(`/api/realtime?channel=team.${random()}.chat`, address),
  (address) => get("/api/channels/history?channel=lobby", address),
  (address) =>
    get("/api/channels/history?channel=team.red.chat", address, { authorization: `Bearer gw_${random()}` }),
  (address) => get("/", address),
  (address) => get("/dashboard", address, { cookie: `next-auth.session-token=${random()}` }),
  (address) => get(`/${random()}`, address),
  (address) => post("/api/channels/authenticate", address, "{}"),
  (address) => post("/api/channels/publish", address, JSON.stringify({ channel: "lobby", data: random() })),
  (address) => post("/api/notifications/mark-read", address, "{".repeat(4_000)),
]

function get(path: string, address: string, headers: Record<string, string> = {}): RawRequest {
  return { method: "GET", path, headers: { ...headers, "x-forwarded-for": address } }
}

function post(path: string, address: string, body: string): RawRequest {
  const headers = { "content-type": "application/json", "x-forwarded-for": address }
  return { method: "POST", path, headers, body }
}
