/** What strangers send: one request of each kind that is refused. The soak mixes them, a benchmark floods with each. */
import { randomBytes } from "node:crypto"
import type { Csrf } from "./csrf"
import type { RawRequest } from "./raw-client"

/** One kind of request. */
export interface Stranger {
  readonly kind: string
  /** Makes one, as it comes from this address. */
  readonly request: (address: string) => RawRequest
}

const random = () => randomBytes(24).toString("base64url")
/** A header of 11 KB that once took a regular expression a minute and a half. */
const spaces = `a;${" ".repeat(8_000)}${"session".repeat(400)}`

/** Every kind. */
export function strangersWith({ cookie, csrfToken }: Csrf): readonly Stranger[] {
  return [
    get("stream, no token", () => "/api/realtime?channel=admin.logs"),
    get(
      "stream, no token, 11 KB of cookies",
      () => "/api/realtime?channel=admin.logs",
      () => ({ cookie: spaces }),
    ),
    get(
      "stream, junk for a token",
      () => "/api/realtime?channel=lobby",
      () => bearer("nonsense"),
    ),
    get(
      "stream, unknown API key",
      () => "/api/realtime?channel=lobby",
      () => bearer(unknownKey()),
    ),
    get("stream, forged session, EventSource", () => "/api/realtime?channel=team.red.chat", eventSource),
    get("stream, malformed name", () => "/api/realtime?channel=team.*.chat"),
    get("history, no token", () => "/api/channels/history?channel=team.red.chat"),
    get("notifications, no session", () => "/api/notifications"),
    post(
      "token, no session",
      () => "/api/channels/authenticate",
      () => "{}",
    ),
    post(
      "publish, no token",
      () => "/api/channels/publish",
      () => '{"channel":"team.red.chat","data":{"text":"x"}}',
    ),
    post(
      "form, no session, broken JSON",
      () => "/api/notifications/mark-read",
      () => "{".repeat(4_000),
    ),
    {
      kind: "sign-in, wrong password, another e-mail each",
      request: (address) => ({
        ...{ method: "POST", path: "/api/auth/callback/credentials" },
        headers: { ...from(address), cookie, "content-type": "application/x-www-form-urlencoded" },
        body: `csrfToken=${csrfToken}&email=${random()}%40example.com&password=${random()}&json=true`,
      }),
    },
    get("page", () => "/"),
    get("page of the dashboard, forged session", () => "/dashboard", forgedSession),
    get("page that there is not", () => `/${random()}`),
    get("page of the documentation", () => "/docs/security"),
    post(
      "page, with a body",
      () => "/",
      () => "x".repeat(4_000),
    ),
    get(
      "page, Next-Action",
      () => "/",
      () => ({ "next-action": random() }),
    ),
    get(
      "upgrade",
      () => "/api/realtime",
      () => ({ connection: "Upgrade", upgrade: "websocket" }),
    ),
  ]
}

type Headers = Readonly<Record<string, string>>

function get(kind: string, path: () => string, headers: () => Headers = () => ({})): Stranger {
  const request = (address: string) =>
    ({ method: "GET", path: path(), headers: { ...headers(), ...from(address) } }) as const
  return { kind, request }
}

function post(kind: string, path: () => string, body: () => string): Stranger {
  const headers = { "content-type": "application/json" }
  const request = (address: string) =>
    ({ method: "POST", path: path(), headers: { ...headers, ...from(address) }, body: body() }) as const
  return { kind, request }
}

function from(address: string): Headers {
  return { "x-forwarded-for": address }
}

function bearer(text: string): Headers {
  return { authorization: `Bearer ${text}` }
}

/** Of the form that keys have. */
function unknownKey(): string {
  const part = (bytes: number) => randomBytes(bytes).toString("hex")
  return `gw_${part(10)}_${part(22)}`
}

function forgedSession(): Headers {
  return { cookie: `next-auth.session-token=${random()}` }
}

function eventSource(): Headers {
  return { ...forgedSession(), accept: "text/event-stream" }
}
