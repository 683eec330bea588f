/** Names, tokens and messages: what is read of people on the server, and of other people in a browser. */
import { createElement } from "react"
import { renderToStaticMarkup } from "react-dom/server"
import { typingText } from "@/components/presence/typing-text"
import { Initials } from "@/components/ui/initials"
import { parseKey } from "@/lib/api-keys/key-text"
import { channels } from "@/lib/channels"
import { oneLine } from "@/lib/documents/sheet"
import { channelNames } from "@/lib/inspector/channel-names"
import { inspectChannel } from "@/lib/inspector/inspect-channel"
import { MALFORMED } from "@/lib/malformed-path"
import { realtime } from "@/lib/realtime"
import { readStream } from "@/lib/sock8/client/read-stream"
import { readRefusal } from "@/lib/sock8/client/realtime-error"
import { readTabMessage } from "@/lib/sock8/client/tabs/tab-message"
import { describeToken } from "@/lib/sock8/client/token-claims"
import { parseCursor } from "@/lib/sock8/core/cursor"
import { parseJson } from "@/lib/sock8/core/fields"
import { covers } from "@/lib/sock8/core/grants"
import { parseName } from "@/lib/sock8/core/path"
import { findChannel, pathsOf } from "@/lib/sock8/core/tree"
import { parseStreamEvent } from "@/lib/sock8/core/wire"
import { encodeBody, parseLine, toWireMessage } from "@/lib/sock8/server/entry"
import { parseRoomLine, readSnapshot } from "@/lib/sock8/server/presence-snapshot"
import { parseSignal } from "@/lib/sock8/server/revoke"
import { validate } from "@/lib/sock8/server/validate"
import type { Reader } from "./reader"

const malformed = new RegExp(`^/${MALFORMED}$`, "i")
const nobody = { kind: "refused", code: "AUTH_REQUIRED", grants: [] } as const
const ben = { id: "ben", orgId: "acme", teamIds: ["red"] }

const names: Reader[] = [
  { name: "the name of a channel", files: ["lib/sock8/core/path.ts"], read: parseName },
  { name: "a cursor", files: ["lib/sock8/core/cursor.ts"], read: parseCursor },
  {
    name: "a grant's pattern",
    files: ["lib/sock8/core/grants.ts"],
    read: (text) => covers("document.*", `document.${text}`),
  },
  {
    name: "a path with its parameters",
    files: ["lib/sock8/core/tree.ts"],
    read: (text) => findChannel(channels, "team.{teamId}.chat", { teamId: text }),
  },
  {
    name: "a channel that is inspected",
    files: ["app/dashboard/inspector/page.tsx", "lib/inspector/inspect-channel.ts"],
    read: (text) => inspectChannel(channels, text, nobody),
  },
  {
    name: "an id that is inspected",
    files: ["app/dashboard/inspector/page.tsx", "lib/inspector/channel-names.ts"],
    read: (text) => channelNames(channels, { ...ben, id: text }, [], text),
  },
  {
    name: "an address that cannot be decoded",
    files: ["lib/malformed-path.ts"],
    read: (text) => malformed.test(`/${text}`),
  },
]

const tokens: Reader[] = [
  { name: "a key", files: ["lib/api-keys/key-text.ts"], read: (text) => parseKey(`gw_${text}`) },
  { name: "a token", files: ["lib/sock8/server/token.ts"], read: (text) => realtime.tokens().verify(text) },
  {
    name: "a token's header",
    files: ["lib/sock8/server/token.ts"],
    read: (text) => realtime.tokens().verify(`${Buffer.from(text).toString("base64url")}.e30.e30`),
  },
  {
    name: "a token in a browser",
    files: ["lib/sock8/client/token-claims.ts"],
    read: (text) => describeToken(`${text}.${text}.x`),
  },
]

/** What each channel of the app lets through, as text and as JSON of any kind. */
const payloads: Reader[] = pathsOf(channels).map(({ path, definition: { schema } }) => ({
  name: `a message of ${path}`,
  files: ["lib/channels.ts", "lib/sock8/server/validate.ts"],
  async read(text) {
    for (const value of [
      parseJson(text),
      { text },
      { line: 1, text },
      { type: "news", title: text, link: text },
    ])
      await validate(schema, value)
  },
  shapes: {
    "many fields": (size) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: size / 10 }, (_, at) => [`f${at}`, 1]))),
  },
}))

/** What Redis tells a process of others. */
const lines: Reader[] = [
  {
    name: "a message's line",
    files: ["lib/sock8/server/entry.ts"],
    read: (text) => parseLine(`1 lobby ${text}`),
  },
  {
    name: "a message's body",
    files: ["lib/sock8/server/entry.ts"],
    read: (text) =>
      toWireMessage({
        ...{ channel: "lobby", position: { id: "1-0", epoch: "a", n: 1 }, previous: "0-0" },
        body: encodeBody({ id: "eve", name: text }, { text }),
      }),
  },
  {
    name: "a line of presence",
    files: ["lib/sock8/server/presence-snapshot.ts"],
    read: (text) => parseRoomLine(`2 lobby 1 set ${text}`),
  },
  {
    name: "who is on a channel",
    files: ["lib/sock8/server/presence-snapshot.ts"],
    read: (text) => readSnapshot([text.split("!").flatMap((one) => [`c:${one}`, one]), text.split("=")]),
  },
  { name: "a signal", files: ["lib/sock8/server/revoke.ts"], read: (text) => parseSignal(`~ ${text}`) },
]

const message = (text: string) =>
  JSON.stringify({
    channel: "team.red.chat",
    id: "1-0",
    n: 1,
    at: 1,
    from: { id: "eve", name: text },
    data: { text },
  })

/** What a browser reads and shows of other people. */
const shown: Reader[] = [
  {
    name: "an event",
    files: ["lib/sock8/core/wire.ts"],
    read: (text) => parseStreamEvent("message", message(text)),
  },
  {
    name: "an event that is none",
    files: ["lib/sock8/core/wire.ts"],
    read: (text) => parseStreamEvent(text, text),
  },
  {
    name: "a stream",
    files: ["lib/sock8/client/read-stream.ts", "lib/sock8/client/open-stream.ts"],
    async read(text) {
      const { body } = new Response(`event: message\ndata: ${message(text)}\n\n${text}\n\n`)
      if (body) for await (const _ of readStream(body));
    },
  },
  {
    name: "a refusal",
    files: ["lib/sock8/client/realtime-error.ts", "lib/sock8/client/requests.ts"],
    read: (text) => readRefusal(new Response(text, { status: 400, headers: { "retry-after": "1" } })),
  },
  {
    name: "another tab's message",
    files: ["lib/sock8/client/tabs/tab-message.ts"],
    read: (text) =>
      readTabMessage({ kind: "event", leader: "a", asks: text.split("a"), event: ["message", text] }),
  },
  {
    name: "initials",
    files: ["components/ui/initials.tsx"],
    read: (name) => renderToStaticMarkup(createElement(Initials, { name })),
  },
  {
    name: "who is typing",
    files: ["components/presence/typing-text.ts"],
    read: (text) => typingText(text.split("a")),
  },
  { name: "a line of a document", files: ["lib/documents/sheet.ts"], read: oneLine },
]

export const readersOfMessages: readonly Reader[] = [
  ...[...names, ...tokens, ...payloads],
  ...[...lines, ...shown],
]
