import { expect, test } from "vitest"
import { defineChannels } from "../core/define"
import { namespaceOf } from "./attempt"
import type { DoorContext } from "./door"
import { labelOf, logAttempts } from "./log-attempts"

const anything = {
  "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value }) },
} as const
const tree = defineChannels({ "team.{teamId}.chat": { schema: anything }, lobby: { schema: anything } })

test.each([
  [["team.red.chat"], "team"],
  [["team.red.chat", "team.blue.chat"], "team"],
  [["lobby"], "lobby"],
  [["lobby", "team.red.chat"], "several"],
  [[], null],
])("the namespace of %j is %s", (channels, namespace) => {
  expect(namespaceOf(tree, channels)).toBe(namespace)
})

test("a word that is no namespace of ours is not repeated, since it may be anything", () => {
  expect(namespaceOf(tree, ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZW4ifQ.c2ln"])).toBe("other")
  expect(namespaceOf(tree, ["constructor"])).toBe("other")
})

test("M-33 a step of the door labels the attempts that pass it, each namespace by its own", async () => {
  const pass = async (label: string, request: Request) => {
    const context = { request } as DoorContext
    expect(await logAttempts(label)(context)).toBeUndefined()
  }
  const chat = new Request("http://app.example/api/realtime")
  const admin = new Request("http://app.example/api/realtime")
  await pass("main", chat)
  await pass("main", admin)
  await pass("admin", admin)
  expect([labelOf(chat), labelOf(admin)]).toEqual(["main", "admin"])
  expect(labelOf(new Request("http://app.example/"))).toBeUndefined()
})
