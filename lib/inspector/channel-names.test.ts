import { expect, test } from "vitest"
import { z } from "zod"
import { channel, defineChannels } from "../sock8/core/define"
import { channelNames, lookAlikes } from "./channel-names"

const said = channel(z.object({ text: z.string() }))
const tree = defineChannels({
  "notification.{userId}": said,
  "team.{teamId}.chat": said,
  "document.{documentId}": said,
  "game.{gameId}.round.{round}": said,
  "admin.logs": said,
})
const ben = { id: "ben", orgId: "acme", teamIds: ["red"] }
const grant = (path: string, params: Record<string, string>, pattern: string) => ({
  ...{ path, params, pattern, actions: ["read"] as const, because: "" },
})
const namesOf = (...args: Parameters<typeof channelNames>) =>
  Object.fromEntries(channelNames(...args).map(({ path, names }) => [path, names]))

test("every path is asked about: by one's own ids, by ids that look like them, and by any id elsewhere", () => {
  expect(namesOf(tree, ben, [])).toEqual({
    "notification.{userId}": ["notification.ben", "notification.ben2", "notification.ben-eu"],
    "team.{teamId}.chat": ["team.red.chat", "team.red2.chat", "team.red-eu.chat"],
    "document.{documentId}": ["document.any-id"],
    "game.{gameId}.round.{round}": ["game.any-id.round.any-id"],
    "admin.logs": ["admin.logs"],
  })
})

test("what was granted is asked about, also where no record tells its ids", () => {
  const grants = [
    grant("team.{teamId}.chat", { teamId: "blue" }, "team.blue.chat"),
    grant("document.{documentId}", { documentId: "*" }, "document.*"),
    grant("game.{gameId}.round.{round}", { gameId: "g1", round: "2" }, "game.g1.round.2"),
  ]
  const names = namesOf(tree, ben, grants)
  expect(names["team.{teamId}.chat"]).toEqual(expect.arrayContaining(["team.blue.chat", "team.red.chat"]))
  expect(names["document.{documentId}"]).toEqual(["document.any-id"])
  expect(names["game.{gameId}.round.{round}"]).toEqual(["game.g1.round.2"])
})

test("an id that is tried stands in every path with parameters, also one that cannot be", () => {
  const names = namesOf(tree, ben, [], "red.*")
  expect(names["team.{teamId}.chat"]).toContain("team.red.*.chat")
  expect(names["game.{gameId}.round.{round}"]).toContain("game.red.*.round.red.*")
  expect(names["admin.logs"]).toEqual(["admin.logs"])
})

test("look-alikes are longer, and shorter where the id goes on after another", () => {
  expect(lookAlikes("ben")).toEqual(["ben2", "ben-eu"])
  expect(lookAlikes("ben2")).toEqual(["ben", "ben22"])
  expect(lookAlikes("red-eu")).toEqual(["red", "red-eu2"])
  expect(lookAlikes("7")).toEqual(["72", "7-eu"])
})
