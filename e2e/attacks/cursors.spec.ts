/** Cursors: malformed ones, and well-formed ones that lie. */
import { openStream } from "./open-stream"
import { expect, test } from "./siege"
import { readNewest } from "./witness"

const channel = "team.red.chat"
const INVALID = { status: 400, code: "INVALID_CURSOR" }

const malformed = [
  ...[
    "",
    "0",
    "-",
    "+",
    "$",
    "*",
    ">",
    "(0-0",
    "1-",
    "-1",
    "1-1-1",
    "1.1",
    "1-1.",
    "1-1.a",
    "1-1.a.",
    "1-1.A.1",
  ],
  ...["1-1..1", "1-1.a.-1", "1-1.a.1.1", " 1-1", "1-1 ", "1-1\n", "1e3-0", "0x1-0", "Infinity-0", "NaN-NaN"],
  ...[
    "१-०",
    "1-1.é.1",
    `${"9".repeat(16)}-0`,
    `1-${"9".repeat(16)}`,
    `1-1.${"a".repeat(25)}.1`,
    "9".repeat(5000),
  ],
  ...["0-0 COUNT 1", "0-0\r\nFLUSHALL", "';DROP", "null", "undefined", "__proto__", "../0-0"],
]

test("a malformed cursor is refused, on a stream and in history", async ({ siege, members }) => {
  const ben = await members.member("ben")
  const headers = await ben.bearer()
  for (const after of malformed) {
    const title = JSON.stringify(after).slice(0, 40)
    const opened = ben.request.post("/api/realtime", {
      headers,
      data: { channels: [{ name: channel, after }] },
    })
    await siege.refused(`${title}, stream`, opened, INVALID)
    const path = `/api/channels/history?channel=${channel}&before=${encodeURIComponent(after)}`
    await siege.refused(`${title}, history`, ben.request.get(path, { headers }), INVALID)
  }
  for (const after of [7, true, [], {}, ["0-0"], { id: "0-0" }]) {
    const opened = ben.request.post("/api/realtime", {
      headers,
      data: { channels: [{ name: channel, after }] },
    })
    await siege.refused(`${JSON.stringify(after)}, stream`, opened, INVALID)
  }
  for (const id of ["x", "1-1-1", "*", "0-0 1"]) {
    const asked = ben.request.get(`/api/realtime?channel=${channel}`, {
      headers: { ...headers, "last-event-id": id },
    })
    await siege.refused(`Last-Event-ID: ${id}`, asked, INVALID)
  }
})

test("history gives at most a hundred messages, whatever is asked for", async ({ siege, members }) => {
  const ben = await members.member("ben")
  const headers = await ben.bearer()
  const limits = [
    "0",
    "-1",
    "101",
    "1000000",
    "1.5",
    "1e9",
    "NaN",
    "Infinity",
    "ten",
    "1;2",
    "0x1f5",
    "9".repeat(40),
  ]
  for (const limit of limits) {
    const asked = ben.request.get(`/api/channels/history?channel=${channel}&limit=${limit}`, { headers })
    await siege.refused(`limit=${limit}`, asked, { status: 400, code: "INVALID_REQUEST" })
  }
})

test("a cursor from the future, of another epoch or of another channel is answered with a gap", async ({
  siege,
  members,
  base,
}) => {
  const ada = await members.member("ada")
  siege.publishes(channel, 2)
  await ada.say(channel, { text: "first" })
  await ada.say(channel, { text: "second" })
  const headers = await ada.bearer()
  const cursorOf = async (name: string) => {
    const stream = await openStream(`${base}/api/realtime?channel=${name}`, headers)
    const { data } = await stream.next("open")
    stream.close()
    const [open] = data.channels as Array<{ cursor: string }>
    return open?.cursor ?? ""
  }
  const [id = "", epoch = "", n = ""] = (await cursorOf(channel)).split(".")
  const lies: Record<string, string> = {
    "from the future": `999999999999999-0.${epoch}.${Number(n) + 1000}`,
    "a number too high": `${id}.${epoch}.${Number(n) + 5}`,
    "a number too low": `${id}.${epoch}.${Number(n) - 1}`,
    "another epoch": `${id}.${epoch}x.${n}`,
    "another channel's": await cursorOf("team.blue.chat"),
    "numbers at their bound": `999999999999999-999999999999999.${epoch}.999999999999999`,
  }
  for (const [title, after] of Object.entries(lies)) {
    await siege.harmless(title, async () => {
      const stream = await openStream(`${base}/api/realtime`, headers, {
        channels: [{ name: channel, after }],
      })
      const { data } = await stream.next("open")
      expect(data.channels, title).toMatchObject([{ recovered: false }])
      expect((await stream.next("gap")).data, title).toMatchObject({ channel })
      stream.close()
    })
  }
})

test("a very old cursor is answered with what is kept, in order and once", async ({
  siege,
  members,
  base,
}) => {
  const ada = await members.member("ada")
  siege.publishes(channel)
  await ada.say(channel, { text: "the newest" })
  await siege.harmless("from the beginning", async () => {
    const kept = await readNewest(ada, channel, 100)
    const stream = await openStream(`${base}/api/realtime`, await ada.bearer(), {
      channels: [{ name: channel, after: "0-0" }],
    })
    await stream.next("open")
    const numbers: number[] = []
    while (numbers.at(-1) !== kept.at(-1)?.n) numbers.push(Number((await stream.next("message")).data.n))
    stream.close()
    const [first = 0] = numbers
    expect(numbers).toEqual(numbers.map((_, index) => first + index))
  })
})
