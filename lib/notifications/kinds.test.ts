import { expect, test } from "vitest"
import { notification } from "../channels"
import { kindNames, labelOf, wordsOf } from "./kinds"

test("each type has a label, and what it says fits the channel also where names and texts are long", () => {
  const name = "N".repeat(80)
  const text = "😀".repeat(1000)
  const all = [
    wordsOf({ type: "welcome", name }),
    wordsOf({ type: "wave", from: name, teamId: "t".repeat(64) }),
    wordsOf({ type: "news", title: "T", body: "", link: "/dashboard" }),
    wordsOf({ type: "comment", from: name, post: { id: "p".repeat(64), title: text }, text }),
  ]
  expect(all.map(({ type }) => type).sort()).toEqual([...kindNames].sort())
  for (const words of all) {
    expect(notification.safeParse(words).error, words.type).toBeUndefined()
    expect(labelOf(words.type)).not.toBe(words.type)
  }
})

test("a type that this version does not know is called by its name", () => {
  expect(labelOf("constructor")).toBe("constructor")
})
