import { expect, test, vi } from "vitest"
import { createClientStream } from "./client-stream"

const bytes = (size: number) => new Uint8Array(size).fill(97)

test("frames that come together leave in one write", async () => {
  const stream = createClientStream({ onEnd: () => undefined })
  const reader = stream.body.getReader()
  for (let n = 0; n < 50; n++) stream.write(bytes(10))
  expect((await reader.read()).value?.byteLength).toBe(500)
})

test("a reader that stands still is dropped, and told of", async () => {
  const onEnd = vi.fn()
  const stream = createClientStream({ onEnd, maxWaitingBytes: 1000 })
  stream.write(bytes(1500))
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledExactlyOnceWith("too slow"))
  await expect(stream.body.getReader().read()).rejects.toThrow("too slow")
  stream.write(bytes(10))
})

test("what was written before the end still arrives", async () => {
  const onEnd = vi.fn()
  const stream = createClientStream({ onEnd })
  stream.write(bytes(5))
  stream.end()
  const reader = stream.body.getReader()
  expect((await reader.read()).value?.byteLength).toBe(5)
  expect((await reader.read()).done).toBe(true)
  expect(onEnd).toHaveBeenCalledExactlyOnceWith("server ended")
})

test("a client that leaves ends the stream once", async () => {
  const onEnd = vi.fn()
  const stream = createClientStream({ onEnd })
  await stream.body.getReader().cancel()
  stream.end()
  expect(onEnd).toHaveBeenCalledExactlyOnceWith("client left")
})

test("there is room again when the client has read", async () => {
  const stream = createClientStream({ onEnd: () => undefined, maxWaitingBytes: 100 })
  stream.write(bytes(100))
  let room = false
  const waiting = stream.room().then(() => {
    room = true
  })
  await new Promise(setImmediate)
  expect(room).toBe(false)
  await stream.body.getReader().read()
  await waiting
  expect(room).toBe(true)
})
