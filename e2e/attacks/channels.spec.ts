/** Names of channels: those of others, those of nobody, and those that are no names. */
import type { Member } from "./members"
import { openStream } from "./open-stream"
import { expect, type Siege, test } from "./siege"
import { readHead } from "./witness"

/** Asks for one name at every endpoint that takes one; `door` is the stream's code where that has its own. */
async function ask(
  siege: Siege,
  member: Member,
  name: unknown,
  { status, code, door = code }: { status: number; code: string; door?: string },
) {
  const { request } = member
  const headers = await member.bearer()
  // Through bytes: what is no Unicode cannot be a part of an address, and arrives as the sign for that.
  const text = String(name)
  const query = encodeURIComponent(Buffer.from(text).toString())
  const data = { text: "not to be said" }
  const answers = {
    stream: request.get(`/api/realtime?channel=${query}`, { headers }),
    "stream by POST": request.post("/api/realtime", { headers, data: { channels: [{ name }] } }),
    history: request.get(`/api/channels/history?channel=${query}`, { headers }),
    publish: request.post("/api/channels/publish", { headers, data: { channel: name, data } }),
  }
  for (const [where, answer] of Object.entries(answers)) {
    const expected = { status, code: where.startsWith("stream") ? door : code }
    await siege.refused(`${JSON.stringify(name)?.slice(0, 60)}, ${where}`, answer, expected)
  }
}

test("U1-5 ids that begin alike, end alike or differ in case are other ids", async ({ siege, members }) => {
  const foreign = {
    ben: [
      ...[
        "notification.ben2",
        "notification.be",
        "notification.Ben",
        "notification.BEN",
        "notification.ben-",
      ],
      ...["notification.ben_", "notification.0ben", "notification.ada", "team.red-eu.chat", "team.re.chat"],
      ...[
        "team.red-.chat",
        "team.RED.chat",
        "team.team-red.chat",
        "team.blue.chat",
        "org.acme-eu.announcements",
      ],
      ...["org.acm.announcements", "org.Acme.announcements", "org.acme_eu.announcements"],
    ],
    ben2: ["notification.ben", "notification.ben22", "team.red.chat"],
    eve: ["team.red.chat", "team.eu.chat", "org.acme.announcements", "org.eu.announcements"],
  } as const
  for (const [id, names] of Object.entries(foreign)) {
    const member = await members.member(id as keyof typeof foreign)
    for (const name of names) await ask(siege, member, name, { status: 403, code: "FORBIDDEN_CHANNEL" })
  }
})

test("U1-7 a name that no rule knows is refused like one that is somebody else's", async ({
  siege,
  members,
}) => {
  const ben = await members.member("ben")
  const unknown = [
    ...["secret", "secret.plans", "administration.logs", "admin-logs", "Admin.logs", "team"],
    ...[
      "team.red",
      "team.red.chat.x",
      "team.red.admin",
      "chat.red.team",
      "notification",
      "org.acme",
      "default",
    ],
    ...[
      "public.news",
      "private-ben",
      "presence-red",
      "lobby.admin",
      "user.ben",
      "notifications.ben",
      "Team.red.chat",
    ],
    ...[
      "grantway",
      "server",
      "system",
      "internal",
      "open",
      "message",
      "refused",
      "close",
      "null",
      "undefined",
    ],
  ]
  for (const name of unknown) await ask(siege, ben, name, { status: 403, code: "FORBIDDEN_CHANNEL" })
  for (const name of ["admin", "admin.logs", "admin.metrics", "admin.logs.x", "admin.LOGS"]) {
    await ask(siege, ben, name, { status: 403, code: "FORBIDDEN_CHANNEL", door: "ADMIN_REQUIRED" })
  }
  const headers = await ben.bearer()
  for (const sent of [
    ben.request.get("/api/realtime", { headers }),
    ben.request.post("/api/realtime", { headers }),
    ben.request.post("/api/realtime", { headers, data: {} }),
    ben.request.post("/api/realtime", { headers, data: { channels: [] } }),
  ]) {
    await siege.refused("no channel is named", sent, { status: 403, code: "FORBIDDEN_CHANNEL" })
  }
})

test("wildcards, paths, separators, control and bidirectional characters are in no name", async ({
  siege,
  members,
}) => {
  const ben = await members.member("ben")
  const own = "notification.ben"
  const inside = [
    ...["*", "?", "#", ",", ";", ":", "/", "\\", "|", "&", "=", "+", "%", "@", "!", "$", "~", "^", "`", "'"],
    ...['"', "(", ")", "[", "]", "{", "}", "<", ">", " ", "\t", "\n", "\r", "\r\n", "\0", "\u001b", "\u007f"],
    ...["\u0085", "\u00a0", "\u00ad", "\u0301", "\u200b", "\u200d", "\u202e", "\u2028", "\u2066", "\ufeff"],
    ...["é", "е", "ｂ", "İ", "ß", "ﬁ", "😀", "%2e", "%00", "%2f", "..", ".", "/../", "..%2f..%2fdel%2f"],
  ]
  for (const part of inside) {
    await ask(siege, ben, `${own}${part}`, { status: 400, code: "INVALID_CHANNEL" })
    await ask(siege, ben, `notification.${part}`, { status: 400, code: "INVALID_CHANNEL" })
  }
  for (const name of [
    "*",
    "**",
    "*.*",
    "*.*.*",
    "team.*.chat",
    "notification.*",
    "{userId}",
    "team.{teamId}.chat",
  ]) {
    await ask(siege, ben, name, { status: 400, code: "INVALID_CHANNEL" })
  }
  for (const name of ["\ud800", `${own}\udc00`, "\udfff\ud800"]) {
    await ask(siege, ben, name, { status: 400, code: "INVALID_CHANNEL" })
  }
})

test("names that are empty, too long or no text are refused", async ({ siege, members }) => {
  const ben = await members.member("ben")
  const headers = await ben.bearer()
  const refusal = { status: 400, code: "INVALID_CHANNEL" }
  const long = [
    "a".repeat(65),
    `notification.${"a".repeat(65)}`,
    Array(60).fill("abcd").join("."),
    "a.".repeat(200),
  ]
  for (const name of ["", ".", "..", "...", ".notification.ben", "notification.ben.", ...long]) {
    await ask(siege, ben, name, refusal)
  }
  for (const name of [null, 7, true, [], {}, ["notification.ben"], { toString: "notification.ben" }]) {
    const title = `${JSON.stringify(name)}`
    const opened = ben.request.post("/api/realtime", { headers, data: { channels: [{ name }] } })
    await siege.refused(`${title}, stream`, opened, refusal)
    const said = ben.request.post("/api/channels/publish", { headers, data: { channel: name, data: {} } })
    await siege.refused(`${title}, publish`, said, refusal)
  }
  for (const one of [null, 7, "notification.ben", [], [["name", "notification.ben"]]]) {
    const opened = ben.request.post("/api/realtime", { headers, data: { channels: [one] } })
    await siege.refused(`${JSON.stringify(one)} in the list`, opened, refusal)
  }
  const none = ben.request.get("/api/channels/history", { headers })
  await siege.refused("history of nothing", none, refusal)
})

test("65 channels are too many, ten thousand do not reach the app, and the same one often is one", async ({
  siege,
  members,
  base,
}) => {
  const ben = await members.member("ben")
  const headers = await ben.bearer()
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `notification.x${index}` }))
  const tooMany = { status: 400, code: "TOO_MANY_CHANNELS" }
  for (const count of [65, 500]) {
    const opened = ben.request.post("/api/realtime", { headers, data: { channels: many(count) } })
    await siege.refused(`${count} by POST`, opened, tooMany)
  }
  const query = many(65).map(({ name }) => `channel=${name}`)
  await siege.refused("65 by GET", ben.request.get(`/api/realtime?${query.join("&")}`, { headers }), tooMany)
  const flood = ben.request.post("/api/realtime", { headers, data: { channels: many(10_000) } })
  await siege.refused("ten thousand by POST", flood, { status: 413, code: "PAYLOAD_TOO_LARGE" })
  const endless = `/api/realtime?${"channel=a&".repeat(10_000)}`
  await siege.refused("ten thousand by GET", ben.request.get(endless, { headers }), { status: 431 })

  siege.publishes("team.red.chat")
  await siege.harmless("one channel, named 500 times, is delivered once", async () => {
    const channels = Array.from({ length: 500 }, () => ({ name: "team.red.chat" }))
    const stream = await openStream(`${base}/api/realtime`, headers, { channels })
    const { data } = await stream.next("open")
    expect(data.channels).toHaveLength(1)
    await ben.say("team.red.chat", { text: "once" })
    const first = await stream.next("message")
    expect(first.data).toMatchObject({ n: await readHead(ben, "team.red.chat"), data: { text: "once" } })
    stream.close()
  })
})

test("M-35 one forbidden channel among several gets a verdict, which does not tell whether it exists", async ({
  siege,
  members,
  base,
}) => {
  const ben = await members.member("ben")
  const verdicts: unknown[] = []
  const existing = ["team.blue.chat", "admin.logs"]
  const missing = ["team.no-such-team.chat", "no.such.channel", "admin.no-such-log"]
  for (const name of [...existing, ...missing]) {
    await siege.harmless(name, async () => {
      const channels = [{ name: "team.red.chat" }, { name }]
      const stream = await openStream(`${base}/api/realtime`, await ben.bearer(), { channels })
      const { data } = await stream.next("open")
      expect(data.channels).toMatchObject([{ name: "team.red.chat" }])
      const refused = await stream.next("refused")
      stream.close()
      expect(refused.data.channel).toBe(name)
      verdicts.push({ ...refused.data, channel: "" })
    })
  }
  // What is below `admin` is refused in words of its own: all of it, whether it exists or not.
  const [blue, logs, noTeam, noChannel, noLog] = verdicts
  expect([noTeam, noChannel]).toEqual([blue, blue])
  expect(noLog).toEqual(logs)
})
