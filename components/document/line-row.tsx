"use client"

import { type KeyboardEvent, memo } from "react"
import { isComposingKey } from "@/components/ui/composing"
import { CaretLayer } from "./caret-layer"
import { type Caret, followCarets, isSameCarets, type ShownCaret } from "./carets"
import { useLineBox } from "./use-line-box"

/** What a line tells of its person. */
export interface LineActions {
  /** Made `text` of `over`. Answers what the line says now, with what others changed meanwhile. */
  readonly write: (line: number, text: string, over: string) => string
  /** The caret is in a line, or in none; the column counts in what that edit said. */
  readonly place: (caret: Caret | null, edit?: string) => void
  /** Is given the line's box, to go on in it. */
  readonly hold: (line: number, box: HTMLTextAreaElement | null) => void
  /** Goes on in another line, in this column. */
  readonly go: (line: number, column: number) => void
}

/** Shared by the text and its twin, so that both break in the same places. */
const TEXT =
  "col-start-1 row-start-1 whitespace-pre-wrap break-words text-wrap px-2 py-2.5 text-base leading-6 sm:text-sm"

interface LineRowProps {
  readonly line: number
  readonly text: string
  /** The edit that said it; `undefined` where it is one's own and not stored yet. */
  readonly edit: string | undefined
  readonly carets: readonly ShownCaret[]
  /** Always the same object, or all lines are rendered again. */
  readonly actions: LineActions
}

/**
 * One line: its text to edit, and over it where others write. Rendered again only where that changes: to place the
 * names of carets, the browser has to lay the line out at once.
 */
export const LineRow = memo(EditableLine, isSameRow)

function isSameRow(before: LineRowProps, now: LineRowProps): boolean {
  const { line, text, edit, actions } = before
  const isSame = line === now.line && text === now.text && edit === now.edit && actions === now.actions
  return isSame && isSameCarets(before.carets, now.carets)
}

function EditableLine({ line, text, edit, carets, actions }: LineRowProps) {
  const { write, place, hold } = actions
  const { box, handlers, visible } = useLineBox(
    { text, edit },
    {
      write: (changed, over) => write(line, changed, over),
      place: (column, seen) => place({ line, column }, seen),
    },
  )
  return (
    <li className="flex items-stretch focus-within:bg-accent-wash">
      <span
        aria-hidden="true"
        className="w-10 shrink-0 select-none py-2.5 pr-2 text-right text-ink-faint text-sm leading-6 tabular-nums"
      >
        {line + 1}
      </span>
      <div className="grid min-w-0 grow grid-cols-[minmax(0,1fr)]">
        <textarea
          ref={(element) => {
            box.current = element
            hold(line, element)
          }}
          aria-label={`Line ${line + 1}`}
          aria-describedby="board-hint"
          rows={1}
          {...handlers}
          onBlur={() => place(null)}
          onKeyDown={(event) => {
            handlers.onKeyDown(event)
            move(event, line, actions)
          }}
          className={`${TEXT} block resize-none overflow-hidden bg-transparent -outline-offset-2`}
        />
        <CaretLayer text={visible} carets={followCarets(carets, text, visible)} className={TEXT} />
      </div>
    </li>
  )
}

/** Enter and the arrow keys go to other lines; within a line that is broken, the arrows first go there. */
function move(event: KeyboardEvent<HTMLTextAreaElement>, line: number, { go }: LineActions): void {
  const { currentTarget: box, key, nativeEvent } = event
  const hasModifier = event.shiftKey || event.ctrlKey || event.altKey || event.metaKey
  if (isComposingKey(nativeEvent) || hasModifier) return
  const column = box.selectionEnd
  const isBroken = box.clientHeight > 1.5 * lineHeightOf(box) + paddingOf(box)
  if (key === "Enter") go(line + 1, 0)
  else if (key === "ArrowDown" && (!isBroken || column === box.value.length)) go(line + 1, column)
  else if (key === "ArrowUp" && (!isBroken || column === 0)) go(line - 1, column)
  else return
  event.preventDefault()
}

function lineHeightOf(box: HTMLElement): number {
  return Number.parseFloat(getComputedStyle(box).lineHeight)
}

function paddingOf(box: HTMLElement): number {
  const { paddingTop, paddingBottom } = getComputedStyle(box)
  return Number.parseFloat(paddingTop) + Number.parseFloat(paddingBottom)
}
