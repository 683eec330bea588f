import { expect, test } from "vitest"
import { documentOf, findDocument } from "./documents"

test("somebody finds the documents of their teams and no other, however alike the ids", () => {
  const ben = { teamIds: ["red", "red-blue"] }
  expect(findDocument(ben, "red")).toEqual({ id: "red", teamId: "red", title: "Board of Red team" })
  expect(findDocument(ben, "red-blue")?.teamId).toBe("red-blue")
  const others = [
    "re",
    "red2",
    "red-",
    "red-eu",
    "blue",
    "RED",
    "",
    "*",
    "red.chat",
    "constructor",
    "__proto__",
  ]
  for (const id of others) expect(findDocument(ben, id), id).toBeUndefined()
  expect(findDocument({ teamIds: [] }, "red")).toBeUndefined()
})

test("no two teams have the same document", () => {
  const teams = ["a", "a-b", "a_b", "b", "a-b-c"]
  expect(new Set(teams.map((teamId) => documentOf(teamId).id)).size).toBe(teams.length)
})
