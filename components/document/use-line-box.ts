"use client"

import { type KeyboardEvent, useEffectEvent, useLayoutEffect, useRef, useState } from "react"
import { isComposingKey } from "@/components/ui/composing"
import { MAX_CHARACTERS, oneLine } from "@/lib/documents/sheet"
import { changesBetween, fitted, mapColumn, mapSelection } from "./text-changes"
import { type Step, TypingHistory } from "./typing-history"
import { stepOfInput, stepOfKey } from "./undo-events"

/** What a line says. */
export interface LineText {
  readonly text: string
  /** The edit that said it; `undefined` where it is one's own and not stored yet. */
  readonly edit: string | undefined
}

/** What the box of a line tells. */
export interface LineBoxOptions {
  /** Its person made `text` of `over`. Answers what the line says now, with what others changed meanwhile. */
  readonly write: (text: string, over: string) => string
  /** The caret is in this column of what the edit said. */
  readonly place: (column: number, edit: string | undefined) => void
}

type BoxEvent = { readonly currentTarget: HTMLTextAreaElement }
type BoxInput = BoxEvent & { readonly nativeEvent: Event }

/**
 * The box of one line. React does not control its text: what others write is put in only while nothing is composed
 * there, and the selection keeps its letters. What an input method composes is told when it is complete.
 */
export function useLineBox({ text, edit }: LineText, { write, place }: LineBoxOptions) {
  const box = useRef<HTMLTextAreaElement>(null)
  /** What the line said when the box showed it last: all else in the box is its person's. */
  const shown = useRef(text)
  const isComposing = useRef(false)
  /** Whether the caret was told in a text that no edit says: others can follow it once one does. */
  const isAhead = useRef(false)
  const [composed, setComposed] = useState<string>()
  const [history] = useState(() => new TypingHistory({ fits: (wanted) => wanted.length <= MAX_CHARACTERS }))

  function see(seen: string | undefined): void {
    if (!box.current || isComposing.current) return
    isAhead.current = seen === undefined
    // What was pasted may be longer than a line, for a moment.
    place(Math.min(box.current.selectionEnd, MAX_CHARACTERS), seen)
  }

  /** Answers whether the caret moved. */
  function show(next: string): boolean {
    history.follow(shown.current, next)
    shown.current = next
    return box.current !== null && putText(box.current, next)
  }

  function take(value: string): void {
    if (value === shown.current) return
    const written = oneLine(fitted(shown.current, value, MAX_CHARACTERS))
    history.wrote(shown.current, written)
    tell(written)
  }

  /** Its person made this of what the line said. */
  function tell(written: string): void {
    const over = shown.current
    shown.current = written
    show(write(written, over))
    see(undefined)
  }

  function step(direction: Step): void {
    const next = history.step(direction, shown.current)
    if (box.current) putStep(box.current, shown.current, next)
    if (next !== undefined) tell(next)
  }

  const follow = useEffectEvent(() => {
    if (isComposing.current) return
    const hasMoved = show(text)
    const isFocused = box.current !== null && box.current === document.activeElement
    // Where edits of others move no caret, others follow it by themselves.
    if (isFocused && (hasMoved || (isAhead.current && edit !== undefined))) see(edit)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change of these two that is followed.
  useLayoutEffect(() => follow(), [text, edit])

  const leave = useEffectEvent(() => {
    if (!isComposing.current || !box.current) return
    isComposing.current = false
    take(box.current.value)
  })
  // No input method ends what it composes in a page that goes.
  useLayoutEffect(() => {
    const onLeave = () => leave()
    window.addEventListener("pagehide", onLeave)
    return () => {
      window.removeEventListener("pagehide", onLeave)
      onLeave()
    }
  }, [])

  const handlers = {
    onInput({ currentTarget: { value }, nativeEvent }: BoxInput) {
      const direction = stepOfInput(nativeEvent)
      if (isComposing.current) setComposed(value)
      else if (direction) step(direction)
      else take(value)
    },
    onKeyDown(event: KeyboardEvent) {
      const direction = isComposingKey(event.nativeEvent) ? undefined : stepOfKey(event)
      if (!direction) return
      event.preventDefault()
      step(direction)
    },
    onCompositionStart() {
      isComposing.current = true
    },
    onCompositionEnd({ currentTarget: { value } }: BoxEvent) {
      isComposing.current = false
      setComposed(undefined)
      // Given up, or the same as before: nothing was written.
      if (value === shown.current) show(text)
      else take(value)
    },
    onSelect: () => see(edit),
    onFocus: () => see(edit),
  }
  /** `visible` is what the box shows, also of what is being composed. */
  return { box, handlers, visible: composed ?? text }
}

/** Puts a text into a box. The selection keeps its letters; answers whether it moved, in a box that has the focus. */
function putText(box: HTMLTextAreaElement, text: string): boolean {
  const { value: before, selectionStart: start, selectionEnd: end, selectionDirection } = box
  if (before === text) return false
  box.value = text
  // Elsewhere there is no selection to see, and some browsers give the focus to whatever one is set in.
  if (box !== document.activeElement) return false
  const mapped = mapSelection(changesBetween(before, text), { start, end })
  // Browsers put the caret behind a text that is not of its person's writing.
  box.setSelectionRange(mapped.start, mapped.end, selectionDirection)
  return mapped.end !== end
}

/** Puts into a box what a step leads to, with the caret behind what changed. */
function putStep(box: HTMLTextAreaElement, before: string, next = before): void {
  // First what a browser made of the line by its own history is taken back.
  putText(box, before)
  const changes = changesBetween(before, next)
  const last = changes.at(-1)
  if (!last) return
  putText(box, next)
  const column = mapColumn(changes, last.to, "behind")
  box.setSelectionRange(column, column)
}
