import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { sendForm } from "@/components/connection/post-form"
import { postMarks } from "@/components/notifications/requests"
import { EXPECTED_IDENTITY_HEADER } from "@/lib/sock8/core/wire"
import { pageIdentity } from "./page-identity"

const ben = { id: "ben", name: "Ben Castillo" }
const bea = { id: "bea", name: "Bea Lindqvist" }

/** In whose name each request came. */
let asked: Array<string | null> = []

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  vi.stubGlobal("window", new EventTarget())
  vi.stubGlobal("document", new EventTarget())
  vi.stubGlobal("fetch", async (_: string, { headers }: RequestInit) => {
    asked.push(new Headers(headers).get(EXPECTED_IDENTITY_HEADER))
    return Response.json({ title: "Rate limited", retryAfter: 30 }, { status: 429 })
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test("S-28 a mark that has to wait is Ben's also when Ben left the page and Bea opened it", async () => {
  const leave = pageIdentity.hold(ben)
  void postMarks({ upTo: "9-0" }, "ben")
  await vi.advanceTimersByTimeAsync(1_000)
  leave()
  await vi.advanceTimersByTimeAsync(30_000)
  const leaveBea = pageIdentity.hold(bea)
  await vi.advanceTimersByTimeAsync(30_000)
  leaveBea()
  expect(asked).toEqual(["ben", "ben", "ben"])
})

test("S-28 a form that is sent again for Ben is sent in his name", async () => {
  await sendForm("/api/read", { channel: "team.red.chat" }, "ben")
  expect(asked).toEqual(["ben"])
})
