/** What goes well costs in Redis commands, through the app's own door. Counted by Redis itself. */
import { afterAll, beforeAll, expect, test } from "vitest"
import {
  bearer,
  isByTheClock,
  keyOf,
  type Sent,
  send,
  startRefusalWorld,
  team,
  tokenOf,
} from "./refusal-world"

let world: Awaited<ReturnType<typeof startRefusalWorld>>
const leave = new AbortController()
beforeAll(async () => {
  world = await startRefusalWorld()
})
afterAll(async () => {
  leave.abort()
  await world.stop()
})

/** Sends something twice, since the first may teach Redis a script or subscribe, and counts the second. */
async function costOf(path: string, sent: Sent): Promise<string[]> {
  await send(path, sent)
  const seen = await world.monitor.during(async () => {
    expect((await send(path, sent)).status).toBe(200)
  })
  return seen.filter((command) => !isByTheClock(command)).map(({ words }) => words.slice(0, 5).join(" "))
}

const stream = (as: Sent["as"]) => ({
  as,
  body: { channels: [{ name: "team.red.chat" }] },
  signal: leave.signal,
})
const message = (as: Sent["as"]) => ({ as, body: { channel: "team.red.chat", data: { text: "x" } } })

test("a person connects with two, one of which counts the attempt and looks them up, and publishes with one", async () => {
  const as = bearer(await tokenOf("ben"))
  expect(await costOf("/api/realtime", stream(as))).toHaveLength(2)
  expect(await costOf("/api/channels/publish", message(as))).toHaveLength(1)
})

test("a machine needs one more for each, which reads its key", async () => {
  const { as } = await keyOf(team("red", ["read", "publish"]))
  expect(await costOf("/api/realtime", stream(as))).toHaveLength(3)
  expect(await costOf("/api/channels/publish", message(as))).toHaveLength(2)
})
