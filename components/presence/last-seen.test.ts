import { expect, test } from "vitest"
import { lastSeenText } from "./last-seen"

const now = Date.UTC(2026, 4, 20, 12)
const minutes = (count: number) => now - count * 60_000

test("M-45 when somebody was there last is told in words that stay true for a while", () => {
  expect(lastSeenText(minutes(0), now)).toBe("last seen just now")
  expect(lastSeenText(now + 5_000, now)).toBe("last seen just now")
  expect(lastSeenText(minutes(1), now)).toBe("last seen 1 min ago")
  expect(lastSeenText(minutes(59.9), now)).toBe("last seen 59 min ago")
  expect(lastSeenText(minutes(60), now)).toBe("last seen 1 h ago")
  expect(lastSeenText(minutes(23 * 60 + 59), now)).toBe("last seen 23 h ago")
  expect(lastSeenText(minutes(3 * 24 * 60), now)).toBe("last seen 17 May")
})
