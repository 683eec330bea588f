/** A Redis that takes commands and refuses subscriptions for a while, as one does whose limit of them is reached. */
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { type EmbeddedUpstash, startEmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { type HttpFront, serve } from "./http-front"
import { channels, eventOf, startApp, texts } from "./realtime-world"

let upstash: EmbeddedUpstash
let front: HttpFront
/** Ends the subscriptions that are open. */
let cut = new AbortController()
let isRefusing = false
let refused = 0

beforeAll(async () => {
  upstash = await startEmbeddedUpstash({ token: "refused" })
  front = await serve(async (request) => {
    const { pathname } = new URL(request.url)
    const { method, headers, signal } = request
    const isSubscription = pathname.startsWith("/subscribe")
    if (isSubscription && isRefusing) {
      refused += 1
      return new Response("{}", { status: 503 })
    }
    const body = method === "POST" ? await request.text() : null
    const until = isSubscription ? AbortSignal.any([signal, cut.signal]) : signal
    const answered = await fetch(`${upstash.url}${pathname}`, { method, headers, body, signal: until })
    return new Response(answered.body, answered)
  })
})
afterAll(async () => {
  await front.close()
  await upstash.close()
})

test("where they are taken again, open streams hear what was said meanwhile and all that follows", async () => {
  const app = startApp({ url: `http://127.0.0.1:${front.port}`, token: upstash.token })
  const reader = await app.open(await app.tokenOf("ben"), [{ name: "team.red.chat" }])
  await vi.waitFor(() => expect(eventOf(reader, "open")).toBeDefined())
  const chat = channels.team.chat.for({ teamId: "red" })
  isRefusing = true
  cut.abort()
  cut = new AbortController()
  await app.realtime.emit(chat, { text: "meanwhile" })
  // Of each of the two subscriptions that a stream needs.
  await vi.waitFor(() => expect(refused).toBeGreaterThan(2))
  isRefusing = false
  await vi.waitFor(() => expect(texts(reader)).toEqual(["meanwhile"]))
  await app.realtime.emit(chat, { text: "afterwards" })
  await vi.waitFor(() => expect(texts(reader)).toEqual(["meanwhile", "afterwards"]))
  app.leaveAll()
  app.realtime.close()
})
