import { expect, test } from "vitest"
import { readStream } from "./read-stream"

function bodyOf(...chunks: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk)
      controller.close()
    },
  })
}

async function all(body: ReadableStream<Uint8Array>) {
  const events = []
  for await (const event of readStream(body)) events.push(event)
  return events
}

test("events are read across chunks, also inside a letter", async () => {
  const bytes = new TextEncoder().encode(
    'event: refused\ndata: {"channel":"a","code":"UNAVAILABLE","title":"é"}\n\n',
  )
  const cut = bytes.indexOf(0xc3) + 1
  const events = await all(bodyOf(bytes.slice(0, cut), bytes.slice(cut)))
  expect(events).toEqual([
    { type: "heartbeat" },
    { type: "refused", channel: "a", code: "UNAVAILABLE", title: "é" },
  ])
})

test("a comment is a sign of life; unknown and malformed events are ignored", async () => {
  const body = bodyOf(": beat\n\n", "event: new-thing\ndata: {}\n\n", "event: open\ndata: {not json}\n\n")
  expect(await all(body)).toEqual([{ type: "heartbeat" }, { type: "heartbeat" }, { type: "heartbeat" }])
})

test("an event without end does not fill the memory", async () => {
  await expect(all(bodyOf("data: ", "x".repeat(600_000), "x".repeat(600_000), "\n\n"))).rejects.toThrow()
})
