/** Clients that stop reading: what the kernel holds for them is dropped with their stream. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { trackSockets } from "../../lib/sock8/server/client-sockets"
import { type HttpFront, serve } from "./http-front"
import { type App, channels, texts } from "./realtime-world"
import { bytesInSendQueues, tellsSendQueues } from "./send-queues"
import { SlowClient } from "./slow-client"
import { newTeam, opened, startStreamWorld } from "./stream-world"

const start = startStreamWorld()("redis")
const MIB = 1024 * 1024
const READERS = 3
const text = "x".repeat(60_000)

describe.skipIf(!tellsSendQueues)("S-23 the send queues of clients that do not read", () => {
  let app: App
  let front: HttpFront
  beforeEach(async () => {
    trackSockets()
    app = start()
    front = await serve((request) => app.stream(request))
  })
  afterEach(() => front.close())

  const queued = () => bytesInSendQueues(front.port)

  /** Clients that read nothing, and one that reads. */
  async function stall() {
    const channel = channels.team.chat.for({ teamId: newTeam() })
    const token = await app.tokenOf("ben", { "x-teams": channel.params.teamId ?? "" })
    const reader = await app.open(token, [{ name: channel.name }])
    await opened(reader)
    for (let n = 0; n < READERS; n++) await SlowClient.open(front.port, token, [{ name: channel.name }])
    let said = 0
    /** Resolves when it was written to all of them. */
    return async function say(): Promise<void> {
      await app.realtime.publisher.publishAll(channel, [{ text }, { text }])
      said += 2
      await vi.waitFor(() => expect(texts(reader)).toHaveLength(said))
      await new Promise(setImmediate)
    }
  }

  test("are dropped where they are too slow", async () => {
    const say = await stall()
    let most = 0
    while (app.realtime.connections.size() > 1) {
      await say()
      most = Math.max(most, queued())
    }
    expect(most).toBeGreaterThan(READERS * MIB)
    await vi.waitFor(() => expect(queued()).toBe(0), 10_000)
  }, 120_000)

  test("are dropped a moment after their stream was ended in order", async () => {
    const say = await stall()
    // As much as the kernel takes, and some that waits in this process.
    for (let before = -1; before < READERS * MIB || queued() > before; ) {
      before = queued()
      await say()
    }
    expect(app.realtime.connections.size()).toBe(READERS + 1)
    app.realtime.connections.closeAll("UNAVAILABLE")
    expect(queued()).toBeGreaterThan(READERS * MIB)
    await vi.waitFor(() => expect(queued()).toBe(0), 20_000)
  }, 120_000)
})
