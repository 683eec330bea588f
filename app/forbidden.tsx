import type { Metadata } from "next"
import { ForbiddenPage } from "@/components/ui/forbidden-page"
import { MessageFrame } from "@/components/ui/message-frame"

export const metadata: Metadata = { title: "Forbidden" }

/** The page of status 403. */
export default function Forbidden() {
  return (
    <MessageFrame>
      <ForbiddenPage />
    </MessageFrame>
  )
}
