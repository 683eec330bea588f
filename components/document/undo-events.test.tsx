import { expect, test } from "vitest"
import { stepOfInput, stepOfKey, type UndoKey } from "./undo-events"

function press(key: Partial<UndoKey>) {
  const none = { key: "", code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
  return stepOfKey({ ...none, ...key })
}

test("the keys of undo and redo are told on all systems, and no others are", () => {
  expect(press({ key: "z", ctrlKey: true })).toBe("undo")
  expect(press({ key: "z", metaKey: true })).toBe("undo")
  expect(press({ key: "Z", ctrlKey: true, shiftKey: true })).toBe("redo")
  expect(press({ key: "Z", metaKey: true, shiftKey: true })).toBe("redo")
  expect(press({ key: "y", ctrlKey: true })).toBe("redo")
  expect(press({ key: "z" })).toBeUndefined()
  expect(press({ key: "z", ctrlKey: true, altKey: true })).toBeUndefined()
  expect(press({ key: "z", ctrlKey: true, metaKey: true })).toBeUndefined()
  expect(press({ key: "y", metaKey: true })).toBeUndefined()
  expect(press({ key: "a", ctrlKey: true })).toBeUndefined()
})

test("a key counts by its letter, or by its place where it has no Latin one", () => {
  expect(press({ key: "z", code: "KeyY", ctrlKey: true })).toBe("undo")
  expect(press({ key: "y", code: "KeyZ", ctrlKey: true })).toBe("redo")
  expect(press({ key: "я", code: "KeyZ", ctrlKey: true })).toBe("undo")
})

test("a step that the browser made on its own is told from other input", () => {
  const input = (inputType: string) => stepOfInput(Object.assign(new Event("input"), { inputType }))
  expect(input("historyUndo")).toBe("undo")
  expect(input("historyRedo")).toBe("redo")
  expect(input("insertText")).toBeUndefined()
  expect(stepOfInput(new Event("input"))).toBeUndefined()
})
