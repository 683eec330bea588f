"use client"

import { useState } from "react"
import type { OutgoingMessage } from "./chat-message"

/** Says to screen readers what became of the message that one sent. */
export function SendingStatus({ outgoing }: { outgoing: readonly OutgoingMessage[] }) {
  const [told, setTold] = useState({ outgoing, words: "" })
  if (told.outgoing !== outgoing) {
    setTold({ outgoing, words: describeChange(told.outgoing, outgoing) ?? told.words })
  }
  return (
    <p role="status" aria-label="Sending" className="sr-only">
      {told.words}
    </p>
  )
}

/** What is to be said of a change, `undefined` where it is no news; empty where something is on its way. */
export function describeChange(
  before: readonly OutgoingMessage[],
  after: readonly OutgoingMessage[],
): string | undefined {
  for (const message of after) {
    const earlier = before.find(({ id }) => id === message.id)
    if (earlier?.state === message.state) continue
    if (message.state === "failed") return `Message not sent: ${message.error.message}`
    return message.state === "sent" ? "Message sent" : ""
  }
  const gone = before.filter(({ id }) => !after.some((message) => message.id === id))
  return gone.some(({ state }) => state === "sending") ? "Message sent" : undefined
}
