import { expect, test } from "vitest"
import type { ConnectionState } from "@/lib/sock8/client/connection-state"
import { RealtimeError } from "@/lib/sock8/client/realtime-error"
import { describeStatus } from "./describe-status"

const at = { online: true, now: 1_000 }
const waiting = (attempt: number): ConnectionState => ({
  ...{ state: "waiting", attempt, retryAt: 3_500 },
  error: new RealtimeError({ type: "NETWORK" }),
})

test("a pause is counted down, and one that lasts is called slow", () => {
  expect(describeStatus(waiting(1), at)).toEqual({ tone: "waiting", words: "Reconnecting", seconds: 3 })
  expect(describeStatus(waiting(4), at)).toMatchObject({ words: "Slow to come back", seconds: 3 })
  expect(describeStatus({ state: "connecting", attempt: 0 }, at).words).toBe("Connecting…")
  expect(describeStatus({ state: "connecting", attempt: 5 }, at).words).toBe("Slow to come back…")
})

test("without a network an open stream does not count as live", () => {
  const open: ConnectionState = { state: "open", connection: "c", identity: "ben" }
  expect(describeStatus(open, at)).toEqual({ tone: "granted", words: "Live" })
  expect(describeStatus(open, { ...at, online: false })).toEqual({ tone: "waiting", words: "Offline" })
})

test("a refusal says why, also without a network", () => {
  const refused: ConnectionState = {
    state: "refused",
    error: new RealtimeError({ type: "ACCOUNT_SUSPENDED" }),
  }
  expect(describeStatus(refused, { ...at, online: false })).toMatchObject({ tone: "refused" })
})

test("U0-6 a refusal in the app's own words says those", () => {
  const error = new RealtimeError({ type: "CUSTOM", status: 451 }, { message: "Please sign in" })
  expect(describeStatus({ state: "refused", error }, at).words).toBe("Refused: Please sign in")
})
