"use client"

import { useEffect, useMemo, useState, useSyncExternalStore } from "react"
import type { z } from "zod"
import type { edit } from "@/lib/channels"
import { channels } from "@/lib/channels.client"
import { LINES } from "@/lib/documents/sheet"
import { useRealtimeClient } from "@/lib/sock8/client/client-context"
import { useChannel } from "@/lib/sock8/client/hooks"
import type { WireMessage } from "@/lib/sock8/core/wire"
import type { Edit } from "./lines"
import { onLeave } from "./on-leave"
import { emptySheet, sheetOf } from "./sheet-store"

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
  const client = useRealtimeClient()
  // The first `publish` is as good as any: it says the edit by the client.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  const sheet = useMemo(() => sheetOf(client, documentId, publish), [client, documentId])
  const view = useSyncExternalStore(sheet.view.subscribe, sheet.view.getSnapshot, readEmpty)
  useEffect(() => sheet.take(messages.map(editOf)), [sheet, messages])
  useEffect(() => {
    const forget = onLeave(sheet.flush)
    return () => {
      forget()
      // Another page of the app may be closed before the next pause ends.
      sheet.flush()
    }
  }, [sheet])
  const [isKnown, setKnown] = useState(false)
  // Without its history an open channel says nothing of lines: they are not empty, they are not known.
  if (!isKnown && status.state === "open" && !error) setKnown(true)
  return { sheet, view, isKnown, refusal: error }
}

function editOf({ id, from, data }: WireMessage<z.infer<typeof edit>>): Edit {
  return { id, by: from, ...data }
}

const readEmpty = () => emptySheet
