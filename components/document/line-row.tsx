"use client"

import { type KeyboardEvent, memo, useEffect, useLayoutEffect, useRef } from "react"
import { MAX_CHARACTERS, oneLine } from "@/lib/documents/sheet"
import { type Caret, cutAt, isSameCarets, type ShownCaret } from "./carets"
import { placeFlags } from "./flags"

/** What a line tells of its person. */
export interface LineActions {
  readonly write: (line: number, text: string) => void
  /** The caret is in a line, or in none. */
  readonly place: (caret: Caret | null) => void
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
  const isSame = before.line === now.line && before.text === now.text && before.actions === now.actions
  return isSame && isSameCarets(before.carets, now.carets)
}

function EditableLine({ line, text, carets, actions }: LineRowProps) {
  const { write, place, hold } = actions
  const { box, see } = useOwnCaret(text, (column) => place({ line, column }))
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
          value={text}
          onChange={({ target }) => {
            write(line, oneLine(target.value))
            see()
          }}
          onSelect={see}
          onFocus={see}
          onBlur={() => place(null)}
          onKeyDown={(event) => move(event, line, actions)}
          className={`${TEXT} block resize-none overflow-hidden bg-transparent -outline-offset-2`}
        />
        <CaretLayer text={text} carets={carets} />
      </div>
    </li>
  )
}

/** One's own caret in a line: told wherever it goes, and kept in its place when others change the text around it. */
function useOwnCaret(text: string, tell: (column: number) => void) {
  const box = useRef<HTMLTextAreaElement>(null)
  const column = useRef(0)
  // Browsers put the caret behind a text that is not of its person's writing.
  useLayoutEffect(() => {
    const { current } = box
    const kept = Math.min(column.current, text.length)
    if (current && current === document.activeElement && current.selectionEnd !== kept)
      current.setSelectionRange(kept, kept)
  }, [text])
  function see(): void {
    // What was pasted may be longer than a line, for a moment.
    column.current = Math.min(box.current?.selectionEnd ?? 0, MAX_CHARACTERS)
    tell(column.current)
  }
  return { box, see }
}

/** The text once more, unseen: it makes the line as high as it has to be, and has the carets in their places. */
function CaretLayer({ text, carets }: { text: string; carets: readonly ShownCaret[] }) {
  const { pieces, rest } = cutAt(text, carets)
  const layer = useRef<HTMLParagraphElement>(null)
  // Without dependencies: carets move with everything that is written before them.
  useLayoutEffect(() => void (layer.current && keepApart(layer.current)))
  useEffect(() => {
    if (!layer.current) return
    const observer = new ResizeObserver(([entry]) => keepApart(entry?.target))
    observer.observe(layer.current)
    return () => observer.disconnect()
  }, [])
  return (
    <p ref={layer} aria-hidden="true" className={`${TEXT} pointer-events-none invisible relative`}>
      {pieces.map(({ text: piece, caret }) => (
        <span key={caret.id}>
          {piece}
          <CaretMark name={caret.name} />
        </span>
      ))}
      {rest}
      {/* Keeps its height where nothing is written. */}
      {"\u200b"}
    </p>
  )
}

/** A caret, and the name of whose it is: below the line, where no text is, however often the line breaks. */
function CaretMark({ name }: { name: string }) {
  return (
    <span className="visible">
      <span className="relative">
        <span className="absolute top-0 -left-px h-5 w-0.5 bg-ink" />
      </span>
      {/* It has no place of its own from left to right, and so it is where the caret is. */}
      <span
        data-flag
        className="absolute -bottom-1 -ml-px overflow-hidden text-ellipsis whitespace-nowrap rounded-sm bg-ink px-1 text-[0.625rem] text-paper leading-3.5"
      >
        {name}
      </span>
    </span>
  )
}

/** Moves the names of one line so that none covers another and all are within it. */
function keepApart(layer: Element | undefined): void {
  const flags = [...(layer?.querySelectorAll<HTMLElement>("[data-flag]") ?? [])]
  for (const { style } of flags) style.maxWidth = ""
  const alone = flags.map(({ offsetLeft, offsetWidth }) => ({ at: offsetLeft, width: offsetWidth }))
  for (const [index, { at, width }] of placeFlags(alone, layer?.clientWidth ?? 0).entries()) {
    const [style, before] = [flags[index]?.style, alone[index]]
    if (!style || !before) continue
    style.translate = `${at - before.at}px`
    if (width < before.width) style.maxWidth = `${width}px`
  }
}

/** Enter and the arrow keys go to other lines; within a line that is broken, the arrows first go there. */
function move(event: KeyboardEvent<HTMLTextAreaElement>, line: number, { go }: LineActions): void {
  const { currentTarget: box, key, nativeEvent } = event
  const hasModifier = event.shiftKey || event.ctrlKey || event.altKey || event.metaKey
  if (nativeEvent.isComposing || hasModifier) return
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
