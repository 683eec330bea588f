/** The whole app over a real Redis that tells every command, and people who are to be refused. */
import { randomBytes, randomUUID } from "node:crypto"
import { encode } from "next-auth/jwt"
import { changeRole, changeSuspension, changeTeam, verifyEmail } from "@/lib/administration/actions"
import { endConnections, kick } from "@/lib/administration/connections"
import { tellVisitors } from "@/lib/administration/tell-visitors"
import { makeKey, revokeKey } from "@/lib/api-keys/manage-keys"
import { SESSION_MAX_AGE_SECONDS } from "@/lib/auth/session-cookie"
import { authorize } from "@/lib/authorize"
import { door } from "@/lib/door"
import { startEmbeddedUpstash } from "@/lib/embedded-upstash/start"
import { setEnv } from "@/lib/env"
import { announce } from "@/lib/notifications/announce"
import { listNotifications, tellUnread } from "@/lib/notifications/list-notifications"
import { markRead as markNotifications } from "@/lib/notifications/mark-read"
import { wave } from "@/lib/notifications/wave"
import { demoPeople } from "@/lib/people/demo-people"
import { savePerson } from "@/lib/people/people"
import { commentOn } from "@/lib/posts/comment"
import { markRead as markChat } from "@/lib/read-markers/mark-read"
import { realtime, withSock8 } from "@/lib/realtime"
import { handle } from "@/lib/sock8/server/handle"
import { realtimeToken } from "@/lib/sock8/server/realtime-token"
import { monitorRedis, type SeenCommand } from "./redis-monitor"
import { startRedis } from "./upstash-servers"

const ORIGIN = "http://app.example"
const secret = () => randomBytes(32).toString("base64url")

type Handler = (request: Request) => Promise<Response>

const channelEndpoints = withSock8({ authorize })
const stream = handle({ realtime, middleware: door })
const handlers: Readonly<Record<string, Handler>> = {
  "/api/channels/authenticate": channelEndpoints,
  "/api/channels/publish": channelEndpoints,
  "/api/channels/history": channelEndpoints,
  "/api/realtime-token": realtimeToken({ realtime, authorize }),
  "/api/realtime": stream,
  "/api/wave": wave,
  "/api/notifications": listNotifications,
  "/api/notifications/unread": tellUnread,
  "/api/notifications/mark-read": markNotifications,
  "/api/read": markChat,
  "/api/posts/on-call/comment": commentOn("on-call"),
  "/api/announce": announce,
  "/api/admin/role": changeRole,
  "/api/admin/team": changeTeam,
  "/api/admin/verification": verifyEmail,
  "/api/admin/suspension": changeSuspension,
  "/api/admin/kick": kick,
  "/api/admin/notice": tellVisitors,
  "/api/admin/end-connections": endConnections,
  "/api/keys": makeKey,
  "/api/keys/revoke": revokeKey,
}

/** What is sent: `body` makes it a POST. */
export interface Sent {
  readonly as?: Readonly<Record<string, string>> | undefined
  readonly body?: unknown
  readonly method?: string
  readonly signal?: AbortSignal
}

/** Sends one request to the handler of its path. */
export function send(path: string, { as = {}, body, method, signal }: Sent = {}): Promise<Response> {
  const [route = ""] = path.split("?")
  const handler = handlers[route]
  if (!handler) throw new Error(`There is no ${route}.`)
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body)
  const sent = new Request(`${ORIGIN}${path}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: { host: "app.example", ...(text && { "content-type": "application/json" }), ...as },
    ...(text === undefined ? {} : { body: text }),
    ...(signal && { signal }),
  })
  return handler(sent)
}

/** The header that carries a token or a key. */
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** The header of somebody who is signed in. */
export async function cookieOf(sub: string, sid: string = randomUUID()): Promise<{ cookie: string }> {
  const secret = process.env.NEXTAUTH_SECRET ?? ""
  const token = await encode({ token: { sub, name: sub, sid }, secret, maxAge: SESSION_MAX_AGE_SECONDS })
  return { cookie: `next-auth.session-token=${token}` }
}

/** A channel token of somebody, and the session that it was given to. */
export async function tokenOf(sub: string, sid?: string): Promise<string> {
  const answer = await send("/api/realtime-token", { as: await cookieOf(sub, sid), method: "POST" })
  return (await answer.json()).token
}

/** What a key may do in the chat of a team. */
export const team = (teamId: string, actions: string[]) => ({
  path: "team.{teamId}.chat",
  params: { teamId },
  actions,
})

/** A key of Ada's for one channel, and the header that brings it. */
export async function keyOf(scope: object): Promise<{ id: string; as: { authorization: string } }> {
  const body = { name: "Machine", scope: [scope] }
  const { id, key: text } = await (await send("/api/keys", { as: await cookieOf("ada"), body })).json()
  return { id, as: bearer(text) }
}

/** Everybody as they were. */
export async function resetPeople(): Promise<void> {
  for (const { about: _, ...person } of demoPeople) await savePerson(person)
}

/** Starts Redis and what watches it. The log writes nothing: thousands of lines tell nobody anything. */
export async function startRefusalWorld() {
  const redis = await startRedis()
  const upstash = await startEmbeddedUpstash({ token: secret(), redisUrl: redis.url })
  setEnv({
    ...{ NEXTAUTH_SECRET: secret(), JWT_SECRET: secret(), DEMO_PEOPLE: "on", LOG_LEVEL: "silent" },
    ...{ UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token },
  })
  const monitor = await monitorRedis(redis.url)
  await resetPeople()
  return {
    ...{ monitor, redis },
    redisUrl: redis.url,
    async stop() {
      realtime.close()
      monitor.close()
      await upstash.close()
      await redis.stop()
    },
  }
}

/** Whether a command writes one of the logs of attempts. */
export function isOfLog({ words }: SeenCommand): boolean {
  return words.includes("grantway:log:admin.logs") || words.includes("grantway:log:admin.anonymous")
}

/**
 * Whether a command is one that the process sends by the clock, whatever is asked of it: a batch of the log, a
 * probe of the subscriptions, the question whether open connections may go on.
 */
export function isByTheClock(command: SeenCommand): boolean {
  const [, , keyCount, firstKey = ""] = command.words
  const isProbe = firstKey.startsWith("grantway:topic:")
  const isWatch = firstKey === "grantway:open" && Number(keyCount) >= 8
  return isOfLog(command) || isProbe || isWatch
}
