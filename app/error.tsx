"use client"

import { ErrorPage } from "@/components/ui/error-page"
import { MessageFrame } from "@/components/ui/message-frame"

/** Shown where a page throws. */
export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <MessageFrame>
      <ErrorPage error={error} retry={retry} />
    </MessageFrame>
  )
}
