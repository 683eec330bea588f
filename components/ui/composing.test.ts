import { expect, test } from "vitest"
import { isComposingKey } from "./composing"

test("a key that ends a composition is the input method's, also where the composition has ended when it comes", () => {
  expect(isComposingKey({ isComposing: true, keyCode: 13 })).toBe(true)
  expect(isComposingKey({ isComposing: false, keyCode: 229 })).toBe(true)
  expect(isComposingKey({ isComposing: false, keyCode: 13 })).toBe(false)
})
