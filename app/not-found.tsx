import type { Metadata } from "next"
import { MessageFrame } from "@/components/ui/message-frame"
import { NotFoundPage } from "@/components/ui/not-found-page"

export const metadata: Metadata = { title: "Not found" }

/** The page of status 404. */
export default function NotFound() {
  return (
    <MessageFrame>
      <NotFoundPage />
    </MessageFrame>
  )
}
