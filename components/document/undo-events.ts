/** How browsers tell that a person wants to undo something. */
import type { Step } from "./typing-history"

/** A key, with what is held down beside it. */
export interface UndoKey {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** Which step a key asks for: Ctrl+Z or Cmd+Z, the same with Shift, or Ctrl+Y; `undefined` for all others. */
export function stepOfKey({ key, code, ctrlKey, metaKey, altKey, shiftKey }: UndoKey): Step | undefined {
  if (ctrlKey === metaKey || altKey) return undefined
  // Keyboards of other scripts have no such letter: there it is the key's place that counts.
  const letter = /^[a-z]$/i.test(key) ? key.toLowerCase() : code.replace("Key", "").toLowerCase()
  if (letter === "z") return shiftKey ? "redo" : "undo"
  return letter === "y" && ctrlKey && !shiftKey ? "redo" : undefined
}

/** Which step a browser has made on its own, as its menu or a shaken phone asked for; `undefined` for other input. */
export function stepOfInput(event: Event): Step | undefined {
  if (!("inputType" in event)) return undefined
  if (event.inputType === "historyUndo") return "undo"
  return event.inputType === "historyRedo" ? "redo" : undefined
}
