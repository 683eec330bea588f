import { describe, expect, test } from "vitest"
import { z } from "zod"
import { channel, defineChannels } from "./define"
import { bindEmitter } from "./emit-binding"
import { findChannel, pathsOf, resolveChannel } from "./tree"

const text = z.object({ text: z.string() })
const tree = defineChannels({
  "chat.{roomId}.messages": channel(text, { publish: true }),
  "notification.{userId}": [text],
  "admin.logs": { schema: text },
  "team.{teamId}": channel(text),
  "team.{teamId}.chat": channel(text, { history: 5 }),
})

describe("a tree", () => {
  test("K-20 a channel is defined as a tuple, as an object, or by channel()", () => {
    expect(pathsOf(tree).map(({ path }) => path)).toEqual([
      "chat.{roomId}.messages",
      "notification.{userId}",
      "admin.logs",
      "team.{teamId}",
      "team.{teamId}.chat",
    ])
    expect(tree.admin.logs.definition.schema).toBe(text)
    expect(tree.notification.definition.schema).toBe(text)
    expect(tree.team.chat.definition.config).toEqual({ history: 5 })
  })

  test("K-21 a parameter is checked before it becomes part of a name", () => {
    expect(tree.chat.messages.for({ roomId: "r-1_A" }).name).toBe("chat.r-1_A.messages")
    const bad = ["", "a.b", "*", "{x}", "a b", "ä", "a/b", "a\n", "x".repeat(65), "\u202e", "..", "a:b"]
    for (const roomId of bad) {
      expect(() => tree.chat.messages.for({ roomId }), JSON.stringify(roomId)).toThrow(
        "No channel can have this name",
      )
    }
  })

  test("K-21 a missing or inherited parameter is refused at run time too", () => {
    const loose: { for(params: object): unknown } = tree.team
    expect(() => loose.for({})).toThrow("No channel can have this name")
    expect(() => loose.for(Object.create({ teamId: "red" }))).toThrow("No channel can have this name")
    expect(() => loose.for({ teamId: 7 })).toThrow("No channel can have this name")
  })

  test("a path with children is a family and a namespace at once", () => {
    expect(tree.team.for({ teamId: "red" }).name).toBe("team.red")
    expect(tree.team.chat.for({ teamId: "red" }).name).toBe("team.red.chat")
  })

  test("K-18 a name from outside is resolved segment by segment", () => {
    expect(resolveChannel(tree, "team.red.chat")).toMatchObject({
      path: "team.{teamId}.chat",
      params: { teamId: "red" },
    })
    expect(() => resolveChannel(tree, "team.red.chat.more")).toThrow("not granted")
    expect(() => resolveChannel(tree, "team")).toThrow("not granted")
    for (const name of [
      "team..chat",
      "team.red/chat",
      "team.*",
      "",
      ".",
      7,
      null,
      ["team.red"],
      "team.red.chat\n",
    ]) {
      expect(() => resolveChannel(tree, name), String(name)).toThrow("No channel can have this name")
    }
  })

  test("names of Object.prototype are plain ids and unknown channels", () => {
    expect(resolveChannel(tree, "team.constructor").params).toEqual({ teamId: "constructor" })
    expect(() => resolveChannel(tree, "constructor")).toThrow("not granted")
    expect(() => resolveChannel(tree, "__proto__")).toThrow("not granted")
    expect(tree.team.for({ teamId: "__proto__" }).name).toBe("team.__proto__")
  })

  test("a path and its parameters find a channel, another path finds none", () => {
    expect(findChannel(tree, "team.{teamId}.chat", { teamId: "red" })?.name).toBe("team.red.chat")
    expect(findChannel(tree, "team.{teamId}.chat", {})).toBeUndefined()
    expect(findChannel(tree, "team.{id}.chat", { id: "red" })).toBeUndefined()
  })
})

describe("a wrong definition throws at start, with the fix in its message", () => {
  const wrong: Array<[string, Record<string, [typeof text]>, string]> = [
    ["a malformed path", { "team..chat": [text] }, "begin with a word"],
    ["a path that begins with a parameter", { "{id}.chat": [text] }, "begin with a word"],
    ["a reserved word", { "team.for": [text] }, "reserved"],
    ["a word that a browser's channel has", { "team.subscribe": [text] }, "reserved"],
    ["a parameter named twice", { "a.{id}.b.{id}": [text] }, "Name each parameter once"],
    ["two paths of one property", { "a.{x}.b": [text], "a.b.{x}": [text] }, "collide"],
    ["two paths that a name could mean", { "a.{x}": [text], "a.b": [text] }, "collide"],
  ]
  for (const [title, definitions, message] of wrong) {
    test(title, () => expect(() => defineChannels(definitions)).toThrow(message))
  }
})

test("K-22 a channel of the server tree emits through the app's realtime", async () => {
  const said: unknown[] = []
  bindEmitter(async ({ name }, data) => {
    said.push([name, data])
    return { id: "1-0" }
  })
  expect(await tree.admin.logs.emit({ text: "hello" })).toEqual({ id: "1-0" })
  await tree.team.chat.for({ teamId: "red" }).emit({ text: "hi" })
  expect(said).toEqual([
    ["admin.logs", { text: "hello" }],
    ["team.red.chat", { text: "hi" }],
  ])
})
