import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { asFields } from "../core/wire"
import { Outbox, outboxOf, withoutTold } from "./outbox"
import { refusing, type ScriptedServer, startScriptedServer } from "./scripted-server"
import { scriptedMessage } from "./scripted-stream"
import { channels } from "./test-channels"

const red = channels.team.chat.for({ teamId: "red" })
const name = "team.red.chat"

let server: ScriptedServer

beforeEach(async () => {
  server = await startScriptedServer()
})

afterEach(() => server.close())

const statesOf = (outbox: Outbox<{ text: string }>) =>
  outbox.getSnapshot().map(({ data, state }) => `${data.text} ${state}`)
const openOutbox = (now?: () => number) => new Outbox(server.client(), red, now)

test("a message shows as sending at once, and as sent when it is stored", async () => {
  const outbox = openOutbox()
  const sending = outbox.publish({ text: "a" })
  expect(statesOf(outbox)).toEqual(["a sending"])
  expect(await sending).toEqual({ id: "2000-0" })
  expect(outbox.getSnapshot()).toMatchObject([{ state: "sent", message: "2000-0" }])
})

test("messages are sent one after the other, in the order in which they were written", async () => {
  const outbox = openOutbox()
  await Promise.all(["a", "b", "c"].map((text) => outbox.publish({ text })))
  expect(server.askedOf("publish").map(({ body }) => asFields(body.data)?.text)).toEqual(["a", "b", "c"])
})

test("what failed says why and from when on to try again, holds up nobody, and keeps its id", async () => {
  server.script.publish = (_, index) =>
    index === 0 ? refusing("RATE_LIMITED", 429, { retryAfter: 12 }) : { body: { id: `${2000 + index}-0` } }
  const outbox = openOutbox(() => 5_000)
  const [refused] = await Promise.allSettled([outbox.publish({ text: "a" }), outbox.publish({ text: "b" })])
  expect(refused).toMatchObject({ status: "rejected", reason: { data: { type: "RATE_LIMITED" } } })
  expect(statesOf(outbox)).toEqual(["a failed", "b sent"])
  const [failed] = outbox.getSnapshot()
  expect(failed).toMatchObject({ error: { data: { type: "RATE_LIMITED" } }, againAt: 17_000 })
  outbox.again(failed?.id ?? "")
  expect(statesOf(outbox)).toEqual(["a sending", "b sent"])
  await vi.waitFor(() => expect(statesOf(outbox)).toEqual(["a sent", "b sent"]))
  const ids = server.askedOf("publish").map(({ body }) => body.id)
  expect(ids[2]).toBe(ids[0])
  expect(ids[1]).not.toBe(ids[0])
})

test("what failed can be discarded; what is on its way cannot be called back, nor sent a second time", async () => {
  server.script.publish = (_, index) =>
    index === 0 ? refusing("INVALID_PAYLOAD", 422) : { body: { id: "2000-0" } }
  const outbox = openOutbox()
  await expect(outbox.publish({ text: "a" }, { id: "a" })).rejects.toThrow()
  outbox.discard("a")
  expect(statesOf(outbox)).toEqual([])
  const sending = outbox.publish({ text: "b" }, { id: "b" })
  outbox.discard("b")
  outbox.again("b")
  await sending
  expect(statesOf(outbox)).toEqual(["b sent"])
  expect(server.askedOf("publish")).toHaveLength(2)
})

const own = (n: number, sentAs: string) => ({ ...scriptedMessage(name, n, { text: "a" }), sentAs })
const entry = { id: "x", data: { text: "a" }, at: 1 }
const error = expect.anything()

test("the message takes the place of its entry, whichever comes first: the message or the acknowledgement", () => {
  expect(withoutTold([{ ...entry, state: "sending" }], [own(1, "x")])).toEqual([])
  expect(withoutTold([{ ...entry, state: "sent", message: "1002-0" }], [own(1, "w")])).toHaveLength(1)
  const told = [own(1, "w"), scriptedMessage(name, 2)]
  expect(withoutTold([{ ...entry, state: "sent", message: "1002-0" }], told)).toEqual([])
})

test("an entry whose acknowledgement was lost is told all the same", () => {
  expect(withoutTold([{ ...entry, state: "failed", error, againAt: 0 }], [own(1, "x")])).toEqual([])
})

test("the same text is not the same message", () => {
  const entries = [{ ...entry, state: "sending" as const }]
  expect(withoutTold(entries, [own(1, "another"), scriptedMessage(name, 2, { text: "a" })])).toEqual(entries)
})

test("what is told is forgotten, also where the log drops it later", async () => {
  const outbox = openOutbox()
  await outbox.publish({ text: "a" }, { id: "x" })
  outbox.settle([own(1, "w")])
  expect(statesOf(outbox)).toEqual(["a sent"])
  outbox.settle([own(2, "x")])
  outbox.settle([])
  expect(statesOf(outbox)).toEqual([])
})

test("a channel has one outbox for each client, for as long as the client is there", () => {
  const client = server.client()
  expect(outboxOf(client, red)).toBe(outboxOf(client, channels.team.chat.for({ teamId: "red" })))
  expect(outboxOf(client, red)).not.toBe(outboxOf(client, channels.team.chat.for({ teamId: "blue" })))
  expect(outboxOf(client, red)).not.toBe(outboxOf(server.client(), red))
})
