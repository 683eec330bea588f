import { renderToStaticMarkup } from "react-dom/server"
import { expect, test } from "vitest"
import { RealtimeError } from "@/lib/sock8/client/realtime-error"
import { OlderMessages } from "./older-messages"

/** What stands above the messages where reading older ones was refused so. */
const shown = (error: RealtimeError) =>
  renderToStaticMarkup(<OlderMessages older={{ state: "failed", error }} readOlder={() => undefined} />)

test("who reads back too often is told when to try again, and can", () => {
  const html = shown(new RealtimeError({ type: "RATE_LIMITED" }, { retryAfter: 11.2 }))
  expect(html).toContain("Older messages cannot be read: Rate limited. Try again in 12 s.")
  expect(html).toContain('aria-disabled="false"')
})

test("where no time was named none is told", () => {
  const html = shown(new RealtimeError({ type: "FORBIDDEN_CHANNEL" }))
  expect(html).toContain("Older messages cannot be read: This channel was not granted to you.<")
})
