/** A browser's own `EventSource` at the app's door: it sends no token, so its cookie must not open anything for other sites. */
import { decode } from "next-auth/jwt"
import { expect, test } from "vitest"
import { door } from "@/lib/door"
import { env } from "@/lib/env"
import { realtime } from "@/lib/realtime"
import { handle } from "@/lib/sock8/server/handle"
import { bearer, cookieOf, ORIGIN, startAppWorld, tokenOf } from "./app-world"

startAppWorld()

const stream = handle({ realtime, middleware: door })

const url = `${ORIGIN}/api/realtime?channel=notification.ben`
const accept = "text/event-stream"

/** Asks as a page does, and leaves at once. */
async function listen(origin: Record<string, string>, proof?: Record<string, string>): Promise<unknown> {
  const leave = new AbortController()
  const headers = { accept, ...(proof ?? (await cookieOf("ben"))), ...origin }
  const response = await stream(new Request(url, { headers, signal: leave.signal }))
  leave.abort()
  return response.ok ? "open" : (await response.json()).code
}

test.each([
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { origin: "https://evil.example" },
  { origin: "null" },
  { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
])("one of another site is refused, whatever cookie it has: %j", async (headers) => {
  expect(await listen(headers)).toBe("ORIGIN_FORBIDDEN")
})

test.each([{ "sec-fetch-site": "same-origin" }, { origin: ORIGIN }, {}])(
  "one of the app's own pages opens: %j",
  async (headers) => {
    expect(await listen(headers)).toBe("open")
  },
)

test("one ends with its session, at once, and another session of the same person goes on", async () => {
  const [ending, staying] = [await cookieOf("ben"), await cookieOf("ben")]
  const leave = new AbortController()
  const open = (cookie: typeof ending, signal?: AbortSignal) =>
    stream(new Request(url, { headers: { accept, ...cookie }, ...(signal && { signal }) }))
  const [first, second] = [await open(ending), await open(staying, leave.signal)]
  const token = ending.cookie?.split("=")[1] ?? ""
  const { sid } = (await decode({ token, secret: env().NEXTAUTH_SECRET })) ?? {}
  await realtime.revoker.endSession(String(sid))
  expect(await first.text()).toMatch(/event: close\ndata: {"code":"AUTH_REQUIRED"}\n\n$/)
  expect(realtime.connections.size()).toBe(1)
  leave.abort()
  await second.body?.cancel()
})

test("a program that sends a token is known by its token, whatever it accepts", async () => {
  expect(await listen({}, bearer(await tokenOf("ben")))).toBe("open")
  expect(await listen({}, bearer("x.y.z"))).toBe("INVALID_TOKEN")
})
