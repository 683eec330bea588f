"use client"

import { useEffect, useState, useSyncExternalStore } from "react"
import type { z } from "zod"
import type { edit } from "@/lib/channels"
import { channels } from "@/lib/channels.client"
import { LINES } from "@/lib/documents/sheet"
import { useChannel } from "@/lib/sock8/client/hooks"
import type { WireMessage } from "@/lib/sock8/core/wire"
import type { Edit } from "./lines"
import { onLeave } from "./on-leave"
import { emptySheet, SheetStore } from "./sheet-store"

/** The sheet of one document, which must not change. `onEdit` is told each edit that is new, also one's own. */
export function useSheet(documentId: string, { onEdit }: { readonly onEdit: (edit: Edit) => void }) {
  const channel = useChannel(channels.document.for({ documentId }), {
    history: LINES,
    // The view is for what was said before: the sheet takes each edit as it comes, and keeps the latest of each line.
    keep: LINES,
    onMessage(message) {
      const edit = editOf(message)
      sheet.take([edit])
      onEdit(edit)
    },
  })
  const { messages, publish, status, error } = channel
  const [sheet] = useState(() => new SheetStore({ publish }))
  const view = useSyncExternalStore(sheet.view.subscribe, sheet.view.getSnapshot, readEmpty)
  useEffect(() => sheet.take(messages.map(editOf)), [sheet, messages])
  useEffect(() => onLeave(sheet.flush), [sheet])
  const [isKnown, setKnown] = useState(false)
  // Without its history an open channel says nothing of lines: they are not empty, they are not known.
  if (!isKnown && status.state === "open" && !error) setKnown(true)
  return { sheet, view, isKnown, refusal: error }
}

function editOf({ id, from, data }: WireMessage<z.infer<typeof edit>>): Edit {
  return { id, by: from, ...data }
}

const readEmpty = () => emptySheet
