/** A reader that is slower than its channel: what waits for it is bounded, and it misses nothing. */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { asFields, type StreamEvent } from "../../lib/sock8/core/wire"
import { type HttpFront, serve } from "./http-front"
import { type App, channels } from "./realtime-world"
import { SlowClient } from "./slow-client"
import { newTeam, startStreamWorld } from "./stream-world"

setFlagsFromString("--expose-gc")
const collectGarbage: () => void = runInNewContext("gc")

const start = startStreamWorld()("redis")
let app: App
let front: HttpFront
beforeAll(async () => {
  app = start()
  front = await serve((request) => app.stream(request))
})
afterAll(() => front.close())

const MESSAGE_BYTES = 60 * 1024
/** Messages of one Redis command: they must not come to more than a mebibyte. */
const BATCH = 15
const BATCHES_BEFORE = 14
const BATCHES_MEANWHILE = 12

/** Bytes of buffers in this process, which is the server, its clients and its publisher. */
function heldBytes(): number {
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

test("S-21 a reader that takes a third of what is said holds no memory, and gets all of it once and in order", async () => {
  const channel = channels.team.chat.for({ teamId: newTeam() })
  const { name } = channel
  const token = await app.tokenOf("ben", { "x-teams": channel.params.teamId ?? "" })
  let said = 0
  async function sayBatch(): Promise<void> {
    const items = Array.from({ length: BATCH }, () => ({ text: `${said++} `.padEnd(MESSAGE_BYTES, "x") }))
    await app.realtime.publisher.publishAll(channel, items)
  }
  const streams = [await SlowClient.open(front.port, token, [{ name }])]
  await streams[0]?.take(1)
  streams[0]?.leave()
  const open = async () => {
    const after = streams.findLast((stream) => stream.cursorOf(name))?.cursorOf(name)
    const next = await SlowClient.open(front.port, token, [{ name, after }])
    streams.push(next)
    return next
  }

  // More than the buffers on the way take: the reader is in the middle of its history all the time.
  for (let batch = 0; batch < BATCHES_BEFORE; batch++) await sayBatch()
  let reader = await open()
  const held: number[] = []
  for (let batch = 0; batch < BATCHES_MEANWHILE; batch++) {
    await reader.take((BATCH / 3) * MESSAGE_BYTES)
    if (reader.hasEnded) reader = await open()
    await sayBatch()
    held.push(heldBytes())
  }
  // What comes and goes in between is some mebibytes more or less.
  const growth = medianOf(held.slice(-4)) - medianOf(held.slice(0, 4))
  const saidBetween = (BATCHES_MEANWHILE - 4) * BATCH * MESSAGE_BYTES
  expect(growth).toBeLessThan(saidBetween / 2)

  const received = () => streams.flatMap(({ events }) => events.flatMap(numberOf))
  while (received().length < said) {
    await reader.take(1)
    if (reader.hasEnded) reader = await open()
  }
  reader.leave()
  expect(received()).toEqual(Array.from({ length: said }, (_, n) => n))
}, 120_000)

function numberOf(event: StreamEvent): number[] {
  return event.type === "message" ? [Number.parseInt(String(asFields(event.data)?.text), 10)] : []
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
