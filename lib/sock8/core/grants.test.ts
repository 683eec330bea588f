import { describe, expect, test } from "vitest"
import { z } from "zod"
import { channel, defineChannels } from "./define"
import { covers, decide, type Grant } from "./grants"

const tree = defineChannels({
  "notification.{userId}": [z.string()],
  "team.{teamId}.chat": channel(z.string(), { publish: true }),
  "document.{documentId}": channel(z.string(), { publish: true }),
  "floor.{floorId}": channel(z.string(), { presence: true }),
  "admin.logs": [z.string()],
  lobby: channel(z.string(), { anonymous: true }),
})
const bens: Grant[] = [
  { pattern: "notification.ben", actions: ["read"], because: "your own channel" },
  { pattern: "team.red.chat", actions: ["read", "publish"], because: "member of red" },
  { pattern: "document.*", actions: ["read"], because: "every document" },
]

describe("decide", () => {
  test("K-17 says yes for a grant, and because of what", () => {
    expect(decide(bens, tree.notification.for({ userId: "ben" }), "read")).toEqual({
      allowed: true,
      because: "your own channel",
    })
  })

  test("K-6 K-7 says no to everything that was not granted", () => {
    const refusal = { allowed: false, code: "FORBIDDEN_CHANNEL" }
    expect(decide(bens, tree.admin.logs, "read")).toEqual(refusal)
    expect(decide([], tree.notification.for({ userId: "ben" }), "read")).toEqual(refusal)
  })

  test("K-25 presence is neither in reading nor in publishing, and nowhere that it is not declared", () => {
    const grant = (actions: Grant["actions"]): Grant[] => [{ pattern: "floor.*", actions, because: "here" }]
    const floor = tree.floor.for({ floorId: "1" })
    expect(decide(grant(["read", "presence"]), floor, "presence")).toEqual({ allowed: true, because: "here" })
    const lacking = { allowed: false, code: "NOT_GRANTED_PRESENCE" }
    expect(decide(grant(["read", "publish"]), floor, "presence")).toEqual(lacking)
    const refusal = { allowed: false, code: "FORBIDDEN_CHANNEL" }
    expect(decide(bens, floor, "presence")).toEqual(refusal)
    expect(decide(grant(["presence"]), floor, "read")).toEqual(refusal)
    const undeclared: Grant[] = [{ pattern: "lobby", actions: ["read", "presence"], because: "an old token" }]
    expect(decide(undeclared, tree.lobby, "presence")).toEqual(lacking)
  })

  test("U1-5 U0-11 an id that begins with another id is another person", () => {
    for (const userId of ["ben2", "be", "Ben", "ben-", "xben"]) {
      expect(decide(bens, tree.notification.for({ userId }), "read").allowed, userId).toBe(false)
    }
  })

  test("U0-14 a team whose id begins with another's is another team", () => {
    expect(decide(bens, tree.team.chat.for({ teamId: "red-eu" }), "read").allowed).toBe(false)
    expect(decide(bens, tree.team.chat.for({ teamId: "team-red" }), "publish").allowed).toBe(false)
  })

  test("a grant to read is none to publish, and says so", () => {
    expect(decide(bens, tree.document.for({ documentId: "d1" }), "publish")).toEqual({
      allowed: false,
      code: "NOT_GRANTED_PUBLISH",
    })
  })

  test("a grant to publish is none to read", () => {
    const publisher: Grant[] = [{ pattern: "team.red.chat", actions: ["publish"], because: "a machine" }]
    expect(decide(publisher, tree.team.chat.for({ teamId: "red" }), "publish").allowed).toBe(true)
    expect(decide(publisher, tree.team.chat.for({ teamId: "red" }), "read").allowed).toBe(false)
  })

  test("a channel that is open to everybody is open to read, never to publish", () => {
    expect(decide([], tree.lobby, "read").allowed).toBe(true)
    expect(decide([], tree.lobby, "publish").allowed).toBe(false)
  })
})

describe("R-6 a star stands for exactly one last segment", () => {
  const cases: Array<[string, string, boolean]> = [
    ["document.*", "document.d1", true],
    ["document.*", "document", false],
    ["document.*", "document.", false],
    ["document.*", "document.d1.edits", false],
    ["document.*", "documents.d1", false],
    ["document*", "document1", false],
    ["*", "document", false],
    ["team.*.chat", "team.red.chat", false],
  ]
  for (const [pattern, name, expected] of cases) {
    test(`${pattern} ${expected ? "covers" : "does not cover"} "${name}"`, () => {
      expect(covers(pattern, name)).toBe(expected)
    })
  }
})
