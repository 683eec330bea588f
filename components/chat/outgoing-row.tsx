"use client"

import { Button } from "@base-ui/react/button"
import { buttonStyle } from "@/components/ui/button-style"
import { Bubble } from "./bubble"
import type { OutgoingMessage } from "./chat-message"
import { useSecondsUntil } from "./use-seconds-until"

/** What one can do about a message that was not sent. */
export interface Remedies {
  readonly again: (id: string) => void
  readonly discard: (id: string) => void
}

type Failed = Extract<OutgoingMessage, { state: "failed" }>

/** One message of one's own on its way, or stuck. What becomes of it is told by `SendingStatus`. */
export function OutgoingRow({ message, remedies }: { message: OutgoingMessage; remedies: Remedies }) {
  const isFailed = message.state === "failed"
  return (
    <li aria-live="off" className="mt-1 flex flex-col items-end">
      <div className="flex w-full items-end justify-end gap-2">
        {!isFailed && (
          <span className="shrink-0 py-2 text-ink-faint text-xs">
            {message.state === "sending" ? "Sending…" : "Sent"}
          </span>
        )}
        <Bubble own failed={isFailed} text={message.data.text} />
      </div>
      {isFailed && <Failure key={message.againAt} message={message} remedies={remedies} />}
    </li>
  )
}

function Failure({ message, remedies }: { message: Failed; remedies: Remedies }) {
  const seconds = useSecondsUntil(message.againAt)
  return (
    <div className="mt-1 flex flex-wrap items-center justify-end gap-x-2">
      <p className="text-refused text-sm">
        Not sent: {message.error.message}
        {seconds > 0 ? `; try again in ${seconds} s` : "."}
      </p>
      <Button
        disabled={seconds > 0}
        focusableWhenDisabled
        onClick={() => remedies.again(message.id)}
        className={buttonStyle("secondary")}
      >
        Try again
      </Button>
      <Button onClick={() => remedies.discard(message.id)} className={buttonStyle("quiet")}>
        Discard
      </Button>
    </div>
  )
}
