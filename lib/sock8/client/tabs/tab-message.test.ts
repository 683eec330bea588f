import { expect, test } from "vitest"
import { RealtimeError } from "../realtime-error"
import { readTabMessage, type TabMessage, writeTabMessage } from "./tab-message"

const message = { channel: "lobby", id: "1-0", n: 1, at: 1, from: null, data: { text: "hello" } }
const messages: readonly TabMessage[] = [
  { kind: "ask", tab: "t", ask: "t.1", channels: [{ name: "lobby" }, { name: "a.b", after: "1-0.e.1" }] },
  { kind: "leave", ask: "t.1" },
  { kind: "lead", leader: "t" },
  { kind: "event", leader: "t", asks: ["t.1"], event: { type: "message", ...message } },
  { kind: "declined", leader: "t", asks: ["t.1"] },
]

test.each(messages.map((one) => [one.kind, one] as const))("%s is read as it was said", (_, one) => {
  expect(readTabMessage(structuredClone(writeTabMessage(one)))).toEqual(one)
})

test("a failure is read with its code, its sentence and its pause", () => {
  const error = new RealtimeError(
    { type: "RATE_LIMITED", status: 429, detail: "Later", issues: ["one"] },
    { message: "Too fast", retryAfter: 7 },
  )
  const read = readTabMessage(
    structuredClone(writeTabMessage({ kind: "failed", leader: "t", asks: ["a"], error })),
  )
  expect(read).toMatchObject({ kind: "failed", leader: "t", asks: ["a"] })
  const { error: told } = read as { error: RealtimeError }
  expect(told).toBeInstanceOf(RealtimeError)
  expect([told.message, told.data, told.retryAfter]).toEqual([error.message, error.data, 7])
})

test.each([
  undefined,
  null,
  "ask",
  {},
  { kind: "ask", ask: "a", channels: [] },
  { kind: "leave", ask: 1 },
  { kind: "lead" },
  { kind: "event", leader: "t", asks: ["a"] },
  { kind: "event", leader: "t", asks: ["a"], event: ["message", "{}"] },
  { kind: "event", leader: "t", asks: ["a"], event: ["of-tomorrow", "{}"] },
  { kind: "of-tomorrow", leader: "t" },
])("%j is no message", (value) => {
  expect(readTabMessage(value)).toBeUndefined()
})

test("what is wrong within a message is left out", () => {
  const asked = {
    kind: "ask",
    tab: "t",
    ask: "a",
    channels: [{ name: 1 }, null, { name: "lobby", after: 3, token: "x" }],
  }
  expect(readTabMessage(asked)).toMatchObject({ channels: [{ name: "lobby" }] })
  expect(JSON.stringify(readTabMessage(asked))).not.toContain("token")
  const failed = { kind: "failed", leader: "t", asks: ["a", 2], error: { data: { type: "of-tomorrow" } } }
  expect(readTabMessage(failed)).toMatchObject({ asks: ["a"], error: { data: { type: "NETWORK" } } })
})
