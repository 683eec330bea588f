import { expect, test } from "vitest"
import { tryOf } from "./last-try"

test("the same text again is the same comment, and another text is another one", () => {
  let made = 0
  const createId = () => `id-${++made}` as ReturnType<typeof crypto.randomUUID>
  const first = tryOf("well said, Ben", "", createId)
  expect(first.id).toBe("id-1")
  expect(tryOf("well said, Ben", first.kept, createId)).toEqual(first)
  expect(tryOf("well said", first.kept, createId).id).toBe("id-2")
  expect(tryOf("", " ", createId).id, "what was kept is no try").toBe("id-3")
})
