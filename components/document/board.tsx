"use client"

import { useMemo, useRef } from "react"
import { Empty } from "@/components/ui/empty"
import { Section } from "@/components/ui/section"
import { Skeleton } from "@/components/ui/skeleton"
import { channels } from "@/lib/channels.client"
import { LINES } from "@/lib/documents/sheet"
import { usePresence } from "@/lib/sock8/client/use-presence"
import { caretsIn, type Writer } from "./carets"
import { type LineActions, LineRow } from "./line-row"
import { type SheetStore, textOf } from "./sheet-store"
import { StoringStatus } from "./storing-status"
import { useChangeNews } from "./use-change-news"
import { useSheet } from "./use-sheet"
import { Writers } from "./writers"

/** The lines of a sheet by number: none is put in or taken out. */
const numbers = Array.from({ length: LINES }, (_, line) => line)

/** A document that its team writes together: its lines, and where everybody is. */
export function Board({ documentId, personId }: { documentId: string; personId: string }) {
  const { news, hear } = useChangeNews()
  const { sheet, view, isKnown, refusal } = useSheet(documentId, {
    onEdit: (edit) => void (edit.by?.id !== personId && hear(edit)),
  })
  const ref = channels.document.for({ documentId })
  const { self, others, update } = usePresence(ref, { state: { caret: null } })
  const actions = useLineActions(sheet, update)
  if (refusal && !isKnown) return <Empty title="This document is closed">{refusal.message}.</Empty>
  if (!isKnown) return <Skeleton lines={LINES} />
  return (
    <>
      <Writers self={self} others={others} />
      <div className="mt-5">
        <Section title="Lines">
          <ol className="divide-y divide-line py-1">
            {numbers.map((line) => {
              const text = textOf(view, line)
              const edit = view.drafts.has(line) ? undefined : view.lines.get(line)?.id
              const carets = caretsIn({ line, text, texts: view.texts }, others)
              return <LineRow key={line} {...{ line, text, edit, carets, actions }} />
            })}
          </ol>
        </Section>
      </div>
      <div className="mt-2.5 flex flex-wrap items-start justify-between gap-x-6 gap-y-2 text-ink-faint text-xs">
        <p id="board-hint">Enter and the arrow keys go to other lines.</p>
        <StoringStatus view={view} again={sheet.again} />
      </div>
      <p role="status" aria-label="Changes by others" className="sr-only">
        {news}
      </p>
    </>
  )
}

/** What lines do, as one object that stays the same. */
function useLineActions(sheet: SheetStore, show: (state: Writer) => void): LineActions {
  const boxes = useRef<(HTMLTextAreaElement | null)[]>([])
  return useMemo(
    () => ({
      write: (line, text, over) => sheet.write(line, text, over),
      place: (caret, edit) => show(edit === undefined ? { caret } : { caret, after: edit }),
      hold(line, box) {
        boxes.current[line] = box
      },
      go(line, column) {
        const box = boxes.current[line]
        box?.focus()
        box?.setSelectionRange(column, column)
      },
    }),
    [sheet, show],
  )
}
