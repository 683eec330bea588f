import { expect, test } from "vitest"
import { typingText } from "./typing-text"

test("those who type are named as long as there are few of them", () => {
  expect(typingText([])).toBe("")
  expect(typingText(["Bea"])).toBe("Bea is typing…")
  expect(typingText(["Bea", "Ben"])).toBe("Bea and Ben are typing…")
  expect(typingText(["Ada", "Bea", "Ben"])).toBe("3 people are typing…")
})
