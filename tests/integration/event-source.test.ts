/** A browser's own `EventSource` at the app's door: it sends no token, so its cookie must not open anything for other sites. */
import { expect, test } from "vitest"
import { door } from "@/lib/door"
import { realtime } from "@/lib/realtime"
import { handle } from "@/lib/sock8/server/handle"
import { cookieOf, ORIGIN, startAppWorld } from "./app-world"

startAppWorld()

const stream = handle({ realtime, middleware: door })

/** Asks as a page does, and leaves at once. */
async function listen(origin: Record<string, string>): Promise<unknown> {
  const leave = new AbortController()
  const headers = { accept: "text/event-stream", ...(await cookieOf("ben")), ...origin }
  const url = `${ORIGIN}/api/realtime?channel=notification.ben`
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
