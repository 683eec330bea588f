/**
 * Started by `kept-text.test.ts` with `--expose-gc`: keeps small pieces of large texts, as the app does, and prints
 * how many bytes of memory each kind of piece holds.
 */
import { parsePipeline } from "../../lib/embedded-upstash/request"
import { readStream } from "../../lib/sock8/client/read-stream"
import { Sock8Error } from "../../lib/sock8/core/errors"
import { describeRequest } from "../../lib/sock8/server/client-address"
import { ownEntry, parseLine } from "../../lib/sock8/server/entry"
import { createRooms } from "../../lib/sock8/server/presence-rooms"
import { channels, startApp } from "./realtime-world"

/** Pieces of each kind. */
const PIECES = 200
const [url = "", token = "", size = ""] = process.argv.slice(2)
/** One of many equal channels that make an address long. */
const MORE = `&channel=notification.${"x".repeat(64)}`
const large = () => Buffer.alloc(Number(size), "x").toString()

const app = startApp({ url, token }, { warmMs: 0 })
const { hub, emit, counting } = app.realtime
const rooms = createRooms(async () => undefined)

/** One kind of piece: keeps one more, and answers what the caller has to keep of it. */
type Keep = (index: number) => unknown

const kinds: Readonly<Record<string, Keep>> = {
  async "a channel with one large message, after its last client has left"(index) {
    const channel = channels.team.chat.for({ teamId: `left${index}` })
    let hear: () => void = () => undefined
    const heard = new Promise<void>((resolve) => (hear = resolve))
    const { leave } = await hub.join([{ channel }], { onMessage: () => hear(), onGap: () => hear() })
    await emit(channel, { text: large() })
    await heard
    leave()
  },
  "a small message that came with large ones"(index) {
    const line = `1 team.red.chat epoch-of-the-channel ${index} 1795232272353-${index} 1795232272352-0 {"data":1}`
    const entry = parseLine(cut(line))?.entry
    return entry && ownEntry(entry)
  },
  "a member of a channel, whose line came with large ones"(index) {
    const name = `hall.h${index}`
    rooms.enter(name)
    rooms.seed(name, { version: 0, present: new Map(), away: new Map(), seen: [] })
    const present = JSON.stringify({ id: `person-${index}`, state: null, since: 1, at: 1 })
    rooms.receive(cut(`2 ${name} 1 set ${crypto.randomUUID()} ${present}`))
    rooms.receive(cut(`2 ${name} 2 gone a-person-who-has-left-${index} ${index}`))
  },
  "the address and the browser of a request with long headers": (index) =>
    describeRequest(
      new Request("http://a/", {
        headers: {
          "user-agent": `Mozilla/5.0 (X11) Number${index} ${"x ".repeat(Number(size) / 2)}`,
          "x-vercel-forwarded-for": cut(`203.100.100.${100 + (index % 100)}`),
        },
      }),
      "vercel",
    ),
  // The attempt is kept for the log: `attempts` of the app stands for it here.
  "a channel that was refused, named in a long address": (index) =>
    app.connect({}, `?channel=notification.person-${index}${MORE.repeat(Number(size) / MORE.length)}`),
  "a cursor that a browser read together with a large message": (index) =>
    readFirst(`{"channel":"team.red.chat","cursor":"1795232272353-${index}.epoch-of-it.1"}`),
  "a command that the embedded Redis got in a pipeline with a large one": (index) =>
    parsePipeline(
      Buffer.from(
        JSON.stringify([
          ["SET", `key-of-some-length-${index}`, "a value"],
          ["SET", "x", large()],
        ]),
      ),
    )[0],
  "a limit that is exceeded, named by a piece of a header": async (index) =>
    counting({ key: `stream:${cut(`address-of-number-${index}`)}`, rate: { max: 1, perSeconds: 60 } }, () =>
      Promise.reject(new Sock8Error("RATE_LIMITED", { retryAfter: 60 })),
    ).catch(() => undefined),
}

/** The first event of a stream whose second one is large, in one chunk. */
async function readFirst(data: string): Promise<unknown> {
  const text = `event: gap\ndata: ${data}\n\nevent: unknown\ndata: ${large()}\n\n`
  const { body } = new Response(text)
  if (body) for await (const event of readStream(body)) return event
  return undefined
}

/** A piece of a large text, as V8 makes it: it holds the whole. */
function cut(text: string): string {
  return `${text}${large()}`.slice(0, text.length)
}

async function measure(keep: Keep): Promise<number> {
  const kept: unknown[] = []
  // What is made at the first times only, such as connections.
  for (let index = PIECES; index < PIECES + 20; index++) kept.push(await keep(index))
  const before = await heldBytes()
  for (let index = 0; index < PIECES; index++) kept.push(await keep(index))
  const after = await heldBytes()
  return kept.length > PIECES ? (after - before) / PIECES : Number.NaN
}

/** After what is not needed any more was let go, timers of 0 ms included. */
async function heldBytes(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 50))
  for (let round = 0; round < 3; round++) globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const held: Record<string, number> = {}
for (const [kind, keep] of Object.entries(kinds)) held[kind] = Math.round(await measure(keep))
process.stdout.write(JSON.stringify(held), () => process.exit(0))
