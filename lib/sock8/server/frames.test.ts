import { createParser } from "eventsource-parser"
import { expect, test } from "vitest"
import { parseStreamEvent } from "../core/wire"
import { encodeBody } from "./entry"
import { eventFrame, messageFrame } from "./frames"

const place = { position: { id: "1763692800000-0", epoch: "a", n: 1 }, previous: "0-0" }

function read(frame: Uint8Array | undefined) {
  const events: Array<{ event: string | undefined; data: string; id: string | undefined }> = []
  const parser = createParser({ onEvent: ({ event, data, id }) => void events.push({ event, data, id }) })
  parser.feed(new TextDecoder().decode(frame))
  return events
}

test("a message is one event with the Redis id, whatever its text", () => {
  const text = "a\nb\r\n\ndata: forged\n\nevent: close\u2028\u0000id: 9-9"
  const frame = messageFrame({
    channel: "team.red.chat",
    ...place,
    body: encodeBody({ id: "ben" }, { text }),
  })
  const events = read(frame)
  expect(events).toHaveLength(1)
  expect(events[0]).toMatchObject({ event: "message", id: "1763692800000-0" })
  expect(parseStreamEvent("message", events[0]?.data ?? "")).toEqual({
    ...{ type: "message", channel: "team.red.chat", id: "1763692800000-0", n: 1, at: 1763692800000 },
    ...{ from: { id: "ben" }, data: { text } },
  })
})

test("a payload shaped like an event of the stream stays a payload", () => {
  const body = encodeBody(null, { type: "close", code: "INVALID_TOKEN" })
  const [event] = read(messageFrame({ channel: "c", ...place, body }))
  expect(parseStreamEvent("message", event?.data ?? "")).toMatchObject({ type: "message", channel: "c" })
})

test("a poison entry has no frame", () => {
  for (const body of ["", "no json", "[]", "null", "7", '{"from":null}', "{\n"]) {
    expect(messageFrame({ channel: "c", ...place, body }), body).toBeUndefined()
  }
})

test("an event is read back as it was written", () => {
  const event = { type: "gap", channel: "c", cursor: "1-0.a.1" } as const
  const [read1] = read(eventFrame(event))
  expect(parseStreamEvent(read1?.event ?? "", read1?.data ?? "")).toEqual(event)
})

test("an unknown event is ignored", () => {
  expect(parseStreamEvent("later", "{}")).toBeUndefined()
  expect(parseStreamEvent("constructor", "{}")).toBeUndefined()
})
