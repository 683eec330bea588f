/** Messages: what they carry, who they say they are from, and how often they are said. */
import { openStream } from "./open-stream"
import { expect, test } from "./siege"
import { readHead, readNewest } from "./witness"

const channel = "team.red.chat"

/** Half a character may arrive as it was sent or, from a Redis that keeps UTF-8, as the sign for what is none. */
const wellFormed = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replace(/(?<!\\)\\ud[89a-f][0-9a-f]{2}/g, "\uFFFD"))

test("M-59 text that looks like events, markup or commands arrives as the text it is", async ({
  siege,
  members,
  base,
}) => {
  const ben = await members.member("ben")
  const texts = [
    ...[
      "a\ndata: b",
      "a\r\ndata: b",
      "a\rdata: b",
      "a\n\nevent: close\ndata: {}",
      "id: 9-9\nretry: 1",
      ": comment",
    ],
    ...[
      "a\u2028data: b",
      "a\u2029data: b",
      "a\u0085data: b",
      "a\0data: b",
      "\ufeffdata: b",
      'a","from":{"id":"ada',
    ],
    ...[
      "<script>alert(1)</script>",
      "<img src=x onerror=alert(1)>",
      "javascript:alert(1)",
      "]]>",
      "{{7*7}}<%= 7*7 %>",
    ],
    ...[
      "'); redis.call('FLUSHALL') --",
      "*1\r\n$8\r\nFLUSHALL\r\n",
      "%s %d %n",
      "\u202egnp.exe",
      "\ud800 lone",
    ],
    ...['{"type":"close","code":"REVOKED"}', "event: refused", "__proto__", "null"],
  ]
  siege.publishes(channel, texts.length)
  const stream = await openStream(`${base}/api/realtime?channel=${channel}`, await ben.bearer())
  await stream.next("open")
  for (const text of texts) {
    await siege.harmless(JSON.stringify(text), async () => {
      expect((await ben.say(channel, { text })).status()).toBe(200)
      const { data, lines } = await stream.next("message")
      expect(wellFormed(data.data)).toEqual(wellFormed({ text: text.trim() }))
      expect(data.from).toEqual({ id: "ben", name: "Ben Castillo" })
      expect(lines.map((line) => line.split(":")[0])).toEqual(["id", "event", "data"])
    })
  }
  stream.close()
})

test("M-14 who sent a message, when and under which number is the server's word", async ({
  siege,
  members,
}) => {
  const ben = await members.member("ben")
  const forged = {
    ...{ from: { id: "ada", name: "Ada Okafor" }, identity: "ada", sender: "ada", user: { id: "ada" } },
    ...{ role: "admin", at: 1, n: 1, epoch: "x", timestamp: 1, event: "close", type: "close", sub: "ada" },
  }
  const tries = [
    { data: { text: "beside the data" }, more: forged },
    { data: { text: "inside the data", ...forged }, more: {} },
    { data: { text: "both", ...forged, id: "9-9", channel: "team.blue.chat" }, more: forged },
  ]
  siege.publishes(channel, tries.length)
  for (const { data, more } of tries) {
    await siege.harmless(data.text, async () => {
      const before = Date.now()
      const answer = await ben.say(channel, data, more)
      expect(answer.status()).toBe(200)
      const [newest] = await readNewest(ben, channel, 1)
      expect(newest).toMatchObject({ from: { id: "ben", name: "Ben Castillo" }, data: { text: data.text } })
      expect(Object.keys(newest?.data ?? {})).toEqual(["text"])
      expect(Math.abs((newest?.at ?? 0) - before)).toBeLessThan(5_000)
      expect((await answer.json()).id).toBe(newest?.id)
    })
  }
})

test("a message of another shape, deep, broad or beyond its bounds is refused", async ({
  siege,
  members,
}) => {
  const ben = await members.member("ben")
  const headers = { ...(await ben.bearer()), "content-type": "application/json" }
  const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth)
  const shapes = [
    ...[
      "{}",
      "null",
      "[]",
      '"text"',
      "7",
      "true",
      '{"text":7}',
      '{"text":null}',
      '{"text":["x"]}',
      '{"text":{}}',
    ],
    ...[
      '{"text":""}',
      '{"text":"   "}',
      '{"text":"\\n\\t"}',
      '{"Text":"x"}',
      '{"text":true}',
      '[{"text":"x"}]',
    ],
    ...[`{"text":"${"x".repeat(2001)}"}`, '{"__proto__":{"text":"x"}}'],
    ...[nested(5_000, "[", "]"), nested(30_000, "[", "]"), `${'{"a":'.repeat(8_000)}1${"}".repeat(8_000)}`],
    ...[
      `{"text":${nested(10_000, "[", "]")}}`,
      `[${"1,".repeat(20_000)}1]`,
      '{"text":1e999}',
      "-0",
      "1e-999",
    ],
    ...[`{${Array.from({ length: 4_000 }, (_, index) => `"k${index}":1`).join(",")}}`],
  ]
  for (const shape of shapes) {
    const sent = ben.request.post("/api/channels/publish", {
      headers,
      data: `{"channel":"${channel}","data":${shape}}`,
    })
    await siege.refused(shape.slice(0, 40), sent, { status: 422, code: "INVALID_PAYLOAD" })
  }
  const bodies = [
    ...[
      "",
      "{",
      "null",
      "[]",
      '"x"',
      "7",
      "{}",
      `{"channel":"${channel}"}`,
      `{"data":{"text":"x"}`,
      "\u0000",
    ],
    ...[
      `{'channel':'${channel}'}`,
      `{"channel":"${channel}","data":undefined}`,
      "NaN",
      "{}{}",
      "[[[[[[",
      "ÿþ",
    ],
  ]
  for (const data of bodies) {
    const sent = ben.request.post("/api/channels/publish", { headers, data })
    await siege.refused(JSON.stringify(data), sent, { status: 400, code: "INVALID_REQUEST" })
  }
})

test("of a channel that is named twice in one body, the one that is asked about is the one that is written", async ({
  siege,
  members,
}) => {
  const ben = await members.member("ben")
  const headers = { ...(await ben.bearer()), "content-type": "application/json" }
  const send = (data: string) => ben.request.post("/api/channels/publish", { headers, data })
  const twice = (first: string, second: string) =>
    send(`{"channel":"${first}","channel":"${second}","data":{"text":"named twice"}}`)
  await siege.refused("mine, then theirs", twice(channel, "team.blue.chat"), {
    status: 403,
    code: "FORBIDDEN_CHANNEL",
  })
  siege.publishes(channel)
  await siege.harmless("theirs, then mine", async () => {
    const before = await readHead(ben, channel)
    expect((await twice("team.blue.chat", channel)).status()).toBe(200)
    expect(await readHead(ben, channel)).toBe(before + 1)
  })
})

test("an id that was used is said once, and never again with something else", async ({ siege, members }) => {
  const [ben, bea] = [await members.member("ben"), await members.member("bea")]
  const id = `used-${Date.now()}`
  siege.publishes(channel, 2)
  const first = await (await ben.say(channel, { text: "the first" }, { id })).json()
  for (const text of ["another", "the first!", "THE FIRST"]) {
    const sent = ben.say(channel, { text }, { id })
    await siege.refused(`the id with “${text}”`, sent, { status: 409, code: "ID_CONFLICT" })
  }
  await siege.harmless("the same twenty times at once", async () => {
    const again = await Promise.all(
      Array.from({ length: 20 }, () => ben.say(channel, { text: "the first" }, { id })),
    )
    const ids = await Promise.all(again.map(async (answer) => (await answer.json()).id))
    expect(new Set(ids)).toEqual(new Set([first.id]))
  })
  await siege.harmless("somebody else's id is theirs", async () => {
    const other = await bea.say(channel, { text: "Bea's own" }, { id })
    expect(other.status()).toBe(200)
    expect((await other.json()).id).not.toBe(first.id)
  })
  const malformed = ["", " ", "a b", "a:b", "*", "../x", "x".repeat(65), "\n", "é", 7, null, [], {}, true]
  for (const id of malformed) {
    const sent = ben.say(channel, { text: "x" }, { id })
    await siege.refused(`id ${JSON.stringify(id).slice(0, 20)}`, sent, {
      status: 400,
      code: "INVALID_REQUEST",
    })
  }
})

test("markup in a message is text on the page, and runs nothing", async ({ siege, members, person }) => {
  const ben = await members.member("ben")
  const { page } = await person("bea", "/dashboard/team/red")
  await expect(page.getByRole("status", { name: "Connection" })).toHaveText("Live")
  const stamp = Date.now()
  const texts = [
    `${stamp} <script>document.title='taken'</script>`,
    `${stamp} <img src=x onerror="document.title='taken'">`,
    `${stamp} <iframe srcdoc="<script>top.document.title='taken'</script>"></iframe>`,
    `${stamp} <a href="javascript:document.title='taken'">here</a>`,
    `${stamp} <svg onload="document.title='taken'"><style>*{display:none}</style>`,
  ]
  siege.publishes(channel, texts.length)
  for (const text of texts) {
    await siege.harmless(text, async () => {
      await ben.say(channel, { text })
      const message = page.getByRole("log").getByText(text, { exact: true })
      await expect(message).toBeVisible()
      await expect(message.locator("script, img, iframe, a, svg, style")).toHaveCount(0)
    })
  }
  expect(await page.title()).not.toBe("taken")
})
