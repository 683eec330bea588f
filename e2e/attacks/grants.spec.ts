/** Grants that are stretched: reading with one for publishing, asking for more, keys that every object has. */
import { forge } from "./forge"
import { openStream } from "./open-stream"
import { expect, test } from "./siege"
import { readHead, readNewest } from "./witness"

const FORBIDDEN = { status: 403, code: "FORBIDDEN_CHANNEL" }
const PROTOTYPE = ["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "then"]

test("a grant to read is none to publish, and one to publish none to read", async ({ siege, members }) => {
  const ben = await members.member("ben")
  const good = await ben.token()
  const only = (permissions: object) => ({
    authorization: `Bearer ${forge(good, { claims: { permissions } })}`,
  })
  const channel = "team.red.chat"
  const message = { channel, data: { text: "not to be said" } }
  const reader = only({ rooms: [channel] })
  const writer = only({ publish: [channel] })
  const said = ben.request.post("/api/channels/publish", { headers: reader, data: message })
  await siege.refused("publishing by a reader", said, { status: 403, code: "NOT_GRANTED_PUBLISH" })
  for (const path of [`/api/realtime?channel=${channel}`, `/api/channels/history?channel=${channel}`]) {
    await siege.refused(path, ben.request.get(path, { headers: writer }), FORBIDDEN)
  }
  for (const channel of ["org.acme.announcements", "notification.ben"]) {
    const said = await ben.say(channel, { text: "x", title: "x", body: "", type: "wave", link: "/" })
    await siege.refused(channel, Promise.resolve(said), { status: 403, code: "NOT_GRANTED_PUBLISH" })
  }
  const log = await (await members.member("ada")).say("admin.logs", { attempt: "publish", allowed: true })
  await siege.refused("admin.logs, by an admin", Promise.resolve(log), {
    status: 403,
    code: "NOT_GRANTED_PUBLISH",
  })
})

test("asking for a part of one's grants never gives more than one has", async ({ siege, members }) => {
  const { request } = await members.member("ben")
  const wanted = [
    ...[{ path: "team.{teamId}.chat", params: { teamId: "blue" } }, { path: "admin.logs" }, { path: "" }],
    ...[{ path: "team.{teamId}.chat", params: { teamId: "*" } }, { path: "team.red.chat" }, { path: "*" }],
    ...[{ path: "team.{teamId}.chat" }, { path: "team.{teamId}.chat", params: { teamId: "red.chat" } }],
    ...[{ path: "notification.{userId}", params: { userId: "ben2" } }, { path: "default" }],
    ...[{ path: "notification.{userId}", params: { userId: "" } }, { path: "../authorize" }],
    ...PROTOTYPE.map((path) => ({ path })),
    ...PROTOTYPE.map((name) => ({ path: "team.{teamId}.chat", params: { [name]: "red" } })),
  ]
  for (const want of wanted) {
    for (const path of ["/api/channels/authenticate", "/api/realtime-token"]) {
      const asked = request.post(path, { data: { want: [want] } })
      await siege.refused(`${JSON.stringify(want)}, ${path}`, asked, FORBIDDEN)
    }
  }
})

test("a request for a token that is not of the expected form is refused", async ({ siege, members }) => {
  const { request } = await members.member("ben")
  const path = "team.{teamId}.chat"
  const bodies = [
    ...[null, 7, "want", [], [{ path }], { want: null }, { want: {} }, { want: "all" }, { want: [null] }],
    ...[
      { want: [[]] },
      { want: [{ path: 7 }] },
      { want: [{ path, params: { teamId: 7 } }] },
      { role: "admin" },
    ],
    ...[
      { want: [{ path, params: { teamId: ["red"] } }] },
      { want: [], identity: "ada" },
      { permissions: {} },
    ],
    ...[{ want: Array(65).fill({ path }) }, { sub: "ada" }, { wants: [] }],
  ]
  for (const data of bodies) {
    const asked = request.post("/api/channels/authenticate", {
      headers: { "content-type": "application/json" },
      data: JSON.stringify(data),
    })
    await siege.refused(JSON.stringify(data).slice(0, 60), asked, { status: 400, code: "INVALID_REQUEST" })
  }
})

test("names that every object has are plain data or refused, and change nobody's answer", async ({
  siege,
  members,
}) => {
  const ben = await members.member("ben")
  const headers = { ...(await ben.bearer()), "content-type": "application/json" }
  const send = (path: string, data: string) => ben.request.post(path, { headers, data })
  for (const name of PROTOTYPE) {
    for (const path of [`/api/channels/${name}`, `/api/channels/x/${name}`]) {
      await siege.refused(path, ben.request.post(path, { headers }), { status: 404, code: "NOT_FOUND" })
    }
    const asked = ben.request.get(`/api/channels/history?channel=${name}.${name}`, { headers })
    await siege.refused(`${name}.${name}`, asked, FORBIDDEN)
    const body = `{"${name}":{"channel":"team.red.chat","data":{"text":"x"}}}`
    await siege.refused(`${name} around a message`, send("/api/channels/publish", body), {
      status: 400,
      code: "INVALID_REQUEST",
    })
    const opened = send("/api/realtime", `{"${name}":[],"channels":[{"name":"team.red.chat"}]}`)
    await siege.refused(`${name} beside the channels`, opened, { status: 400, code: "INVALID_REQUEST" })
  }
  siege.publishes("team.red.chat", 1)
  await siege.harmless("__proto__ and constructor in a message are not kept", async () => {
    const data = '{"text":"plain","__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}'
    const answer = await send("/api/channels/publish", `{"channel":"team.red.chat","data":${data}}`)
    expect(answer.status()).toBe(200)
    const [newest] = await readNewest(ben, "team.red.chat", 1)
    expect(newest?.data).toEqual({ text: "plain" })
    expect(Object.keys((await (await ben.request.post("/api/channels/authenticate")).json()) ?? {})).toEqual([
      ...["token", "endpoint", "identity", "channels", "expiresAt"],
    ])
  })
})

test("channels do not share what they keep: the same id on two of them is two messages", async ({
  siege,
  members,
}) => {
  const ada = await members.member("ada")
  siege.publishes("team.red.chat")
  siege.publishes("team.blue.chat")
  await siege.harmless("one id, two channels", async () => {
    const id = `shared-${Date.now()}`
    const red = await (await ada.say("team.red.chat", { text: "in red" }, { id })).json()
    const blue = await (await ada.say("team.blue.chat", { text: "in blue" }, { id })).json()
    expect(red.id).not.toBe(blue.id)
    expect((await readNewest(ada, "team.red.chat", 1))[0]).toMatchObject({ data: { text: "in red" } })
    expect((await readNewest(ada, "team.blue.chat", 1))[0]).toMatchObject({ data: { text: "in blue" } })
  })
})

test("a stream on one's own channels hears nothing of the channels whose names begin alike", async ({
  siege,
  members,
  base,
}) => {
  const [ben, ada] = [await members.member("ben"), await members.member("ada")]
  siege.publishes("team.blue.chat")
  siege.publishes("team.red.chat")
  await siege.harmless("said next door first, and then here", async () => {
    const stream = await openStream(`${base}/api/realtime?channel=team.red.chat`, await ben.bearer())
    await stream.next("open")
    await ada.say("team.blue.chat", { text: "next door" })
    await ada.say("team.red.chat", { text: "here" })
    expect((await stream.next("message")).data).toMatchObject({
      channel: "team.red.chat",
      n: await readHead(ben, "team.red.chat"),
      data: { text: "here" },
    })
    stream.close()
  })
})
