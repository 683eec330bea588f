import { expect, test } from "vitest"
import { namesOfTypers, typingText } from "./typing-text"

test("those who type are named as long as there are few of them", () => {
  expect(typingText([])).toBe("")
  expect(typingText(["Bea"])).toBe("Bea is typing…")
  expect(typingText(["Bea", "Ben"])).toBe("Bea and Ben are typing…")
  expect(typingText(["Ada", "Bea", "Ben"])).toBe("3 people are typing…")
})

test("whoever is leaving types no more, whatever they showed last", () => {
  const member = { since: 1, connections: 1, state: { typing: true } }
  const members = [
    { ...member, id: "ben" },
    { ...member, id: "bea", name: "Bea", connections: 0 },
    { ...member, id: "ada", name: "Ada" },
    { ...member, id: "cat", state: { typing: false } },
    { ...member, id: "dan", state: null },
  ]
  expect(namesOfTypers(members)).toEqual(["ben", "Ada"])
})
