/** What the app reads of a request before it knows who sends it. Nothing here gets as far as Redis. */
import { channel } from "node:diagnostics_channel"
import { NextRequest } from "next/server"
import { readDevice } from "@/lib/auth/device-cookie"
import { handleAuth } from "@/lib/auth/handle-auth"
import { answerRefusedSignIn } from "@/lib/auth/refused-sign-in"
import { safePath } from "@/lib/auth/safe-path"
import { readSession, sessionCookieName } from "@/lib/auth/session-cookie"
import { callbackCookieName, signInPage } from "@/lib/auth/way-back"
import { authorize } from "@/lib/authorize"
import { rawPage } from "@/lib/docs/raw-page"
import { door } from "@/lib/door"
import { parseAddress } from "@/lib/http/paths"
import { listNotifications } from "@/lib/notifications/list-notifications"
import { leadVisitors } from "@/lib/pages/lead-visitors"
import { realtime, withSock8 } from "@/lib/realtime"
import { Sock8Error } from "@/lib/sock8/core/errors"
import { describeRequest, tellPeerAddresses } from "@/lib/sock8/server/client-address"
import { letGoOfSocket } from "@/lib/sock8/server/client-sockets"
import { handle } from "@/lib/sock8/server/handle"
import { readJsonBody } from "@/lib/sock8/server/read-body"
import type { Reader } from "./reader"

const APP = "http://localhost:3000"
const json = { "content-type": "application/json" }

const stream = handle({ realtime, middleware: door })
const channels = withSock8({ authorize })

const get = (path: string, headers: Record<string, string> = {}) => new Request(`${APP}${path}`, { headers })
const post = (path: string, body: string, headers: Record<string, string> = json) =>
  new Request(`${APP}${path}`, { method: "POST", headers, body })

/** A header of a socket whose address is told, as the server of Node publishes it. */
function provenPeer(): Record<string, string> {
  tellPeerAddresses()
  const headers: Record<string, string> = {}
  const request = { headers, socket: { remoteAddress: "127.0.0.1" } }
  channel("http.server.request.start").publish({ request })
  return headers
}

/** Headers that are looked at whichever endpoint is asked. */
const headersOfAll = ["cookie", "user-agent", "authorization", "accept", "last-event-id", "sock8-renews"]
/** Headers that say where a page is from. */
const headersOfPages = ["origin", "host", "sec-fetch-site", "x-forwarded-proto", "content-type"]

const ofTheStream: Reader[] = [
  ...headersOfAll.map(
    (header): Reader => ({
      name: `the stream, ${header}`,
      files: [
        ...["handle", "door", "client-address", "admission"].map((name) => `lib/sock8/server/${name}.ts`),
        ...["foreign-identity", "visitor", "current-person"].map((name) => `lib/auth/${name}.ts`),
      ],
      read: (text) => stream(get("/api/realtime?channel=team.red.chat", { [header]: text })),
    }),
  ),
  {
    name: "the stream, the query",
    files: ["lib/sock8/server/handle.ts"],
    read: (text) => stream(get(`/api/realtime?channel=${text}`)),
    shapes: { "many channels": (size) => "a&channel=".repeat(size / 10) },
  },
  {
    name: "the stream, the body",
    files: ["lib/sock8/server/handle.ts"],
    read: (text) => stream(post("/api/realtime", text)),
    shapes: {
      "many channels": (size) =>
        JSON.stringify({
          channels: Array.from({ length: size / 20 }, (_, at) => ({ name: `team.t${at}.chat` })),
        }),
      "one channel many times": (size) =>
        JSON.stringify({ channels: Array(Math.floor(size / 14)).fill({ name: "lobby" }) }),
    },
  },
]

const ofTheChannels: Reader[] = [
  ...headersOfPages.map(
    (header): Reader => ({
      name: `authenticate, ${header}`,
      files: [
        "lib/sock8/server/origin.ts",
        "lib/sock8/server/authenticate.ts",
        "lib/sock8/server/read-body.ts",
      ],
      read: (text) =>
        channels(post("/api/channels/authenticate", "{}", { ...json, origin: APP, [header]: text })),
    }),
  ),
  {
    name: "authenticate, the body",
    files: ["lib/sock8/server/authenticate.ts"],
    read: (text) => channels(post("/api/channels/authenticate", text)),
    shapes: {
      "many wants": (size) => JSON.stringify({ want: Array(Math.floor(size / 10)).fill({ path: "a" }) }),
    },
  },
  {
    name: "the channel endpoints, the path",
    files: ["lib/sock8/server/with-sock8.ts"],
    read: (text) => channels(get(`/api/channels/${text}`)),
  },
  ...["publish", "presence"].map(
    (endpoint): Reader => ({
      name: `${endpoint}, the bearer`,
      files: ["lib/sock8/server/with-sock8.ts", "lib/sock8/server/presence-endpoint.ts"],
      read: (text) =>
        channels(post(`/api/channels/${endpoint}`, "{}", { ...json, authorization: `Bearer ${text}` })),
    }),
  ),
  ...["channel", "before", "limit"].map(
    (name): Reader => ({
      name: `history, ${name}`,
      files: ["lib/sock8/server/with-sock8.ts"],
      read: (text) => channels(get(`/api/channels/history?channel=team.red.chat&${name}=${text}`)),
    }),
  ),
]

const ofSigningIn: Reader[] = [
  {
    name: "the session cookie among others",
    files: ["lib/auth/session-cookie.ts", "lib/auth/form-post.ts", "lib/read-markers/mark-read.ts"],
    read: readSession,
    shapes: { "many chunks": (size) => `${sessionCookieName()}.0=a; `.repeat(size / 32) },
  },
  {
    name: "the session cookie itself",
    files: ["lib/auth/session-cookie.ts"],
    read: (text) => readSession(`${sessionCookieName()}=${text}`),
  },
  {
    name: "the way back after an error",
    files: ["lib/auth/way-back.ts"],
    read: (text) => signInPage(get("/", { cookie: `${callbackCookieName()}=${text}` }), "x"),
  },
  ...["callbackUrl", "error"].map(
    (name): Reader => ({
      name: `signing in, ${name}`,
      files: ["lib/auth/handle-auth.ts", "lib/auth/clean-request.ts"],
      read: (text) => auth("csrf", `?${name}=${encodeURIComponent(text)}`),
    }),
  ),
  {
    name: "signing in, cookies",
    files: ["lib/auth/handle-auth.ts", "lib/auth/cookie-header.ts"],
    read: (cookie) => auth("csrf", "", { headers: { cookie } }),
  },
  {
    name: "signing in, the cookie of where to go",
    files: ["lib/auth/handle-auth.ts"],
    read: (text) => auth("csrf", "", { headers: { cookie: `next-auth.callback-url=${text}` } }),
  },
  ...Object.entries({ form: "application/x-www-form-urlencoded", JSON: "application/json" }).map(
    ([name, type]): Reader => ({
      name: `signing in, the body as ${name}`,
      files: ["lib/auth/handle-auth.ts"],
      read: (body) =>
        auth("callback/credentials", "", { method: "POST", body, headers: { "content-type": type } }),
      shapes: {
        "many fields": (size) => "a=b&".repeat(size / 4),
        "many fields of JSON": (size) =>
          JSON.stringify(Object.fromEntries(Array.from({ length: size / 10 }, (_, at) => [`f${at}`, 1]))),
      },
    }),
  ),
  {
    name: "signing in, the cookie of a device",
    files: ["lib/auth/sign-in-attempt.ts", "lib/auth/cookie-header.ts"],
    read: (text) => readDevice(`grantway.device=${text}`),
  },
  {
    name: "a refused sign-in, Sec-Fetch-Mode",
    files: ["lib/auth/refused-sign-in.ts"],
    read: (text) =>
      answerRefusedSignIn(get("/", { "sec-fetch-mode": text }), new Sock8Error("RATE_LIMITED")).text(),
  },
  {
    name: "where to go after signing in",
    files: ["lib/auth/safe-path.ts"],
    read: (text) => safePath(`/${text}`),
  },
]

function auth(path: string, query = "", init: ConstructorParameters<typeof NextRequest>[1] = {}) {
  const request = new NextRequest(`${APP}/api/auth/${path}${query}`, init)
  return handleAuth(request, { params: Promise.resolve({ nextauth: path.split("/") }) })
}

const ofTheServer: Reader[] = [
  { name: "the path of any request", files: ["lib/http/paths.ts"], read: (text) => parseAddress(`/${text}`) },
  {
    name: "the number of an answer, as a client may write it",
    files: ["lib/sock8/server/client-sockets.ts"],
    read: (text) => letGoOfSocket(get("/", { "x-sock8-socket": text }), "too slow"),
  },
]

const peer = provenPeer()

const ofPages: Reader[] = [
  {
    name: "the middleware, the path of a page",
    files: ["lib/pages/lead-visitors.ts"],
    read: (text) => leadVisitors(new NextRequest(`${APP}/dashboard/${text}`)),
  },
  {
    name: "the middleware, cookies",
    files: ["lib/pages/lead-visitors.ts"],
    read: (cookie) => leadVisitors(new NextRequest(`${APP}/dashboard`, { headers: { cookie } })),
  },
  {
    name: "the Markdown of a page, the path",
    files: ["lib/docs/raw-page.ts"],
    read: (text) => rawPage(get("/"), { params: Promise.resolve({ slug: text.split("/") }) }),
  },
  {
    name: "one's own notifications, the query",
    files: ["lib/notifications/list-notifications.ts"],
    read: (text) => listNotifications(get(`/api/notifications?before=${text}&limit=${text}`)),
  },
]

const ofAddresses: Reader[] = [
  {
    name: "an address that a platform tells",
    files: ["lib/sock8/server/client-address.ts"],
    read: (text) => describeRequest(get("/", { "x-vercel-forwarded-for": text }), "vercel"),
    shapes: { "a zone": (size) => `fe80::1%${"a".repeat(size)}`, brackets: (size) => `[${"[".repeat(size)}` },
  },
  {
    name: "addresses that proxies tell",
    files: ["lib/sock8/server/client-address.ts"],
    read: (text) => describeRequest(get("/", { ...peer, "x-forwarded-for": text }), 1),
    shapes: { "many addresses": (size) => "198.51.100.1, ".repeat(size / 14) },
  },
  {
    name: "a body of JSON",
    files: ["lib/sock8/server/read-body.ts"],
    read: (text) => readJsonBody(post("/", text), 64 * 1024),
  },
]

export const readersOfRequests: readonly Reader[] = [
  ...[...ofTheStream, ...ofTheChannels, ...ofSigningIn],
  ...[...ofPages, ...ofAddresses, ...ofTheServer],
]
