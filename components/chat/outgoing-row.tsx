"use client"

import { Button } from "@base-ui/react/button"
import { buttonStyle } from "@/components/ui/button-style"
import { Time } from "@/components/ui/time"
import { Bubble } from "./bubble"
import type { OutgoingMessage } from "./chat-message"
import { ListItem } from "./list"
import { useSecondsUntil } from "./use-seconds-until"

/** What one can do about a message that was not sent. */
export interface Remedies {
  readonly again: (id: string) => void
  readonly discard: (id: string) => void
}

type Failed = Extract<OutgoingMessage, { state: "failed" }>

/** One message of one's own on its way, or stuck. What becomes of it is told by `SendingStatus`. */
export function OutgoingRow({
  message,
  first,
  remedies,
}: {
  message: OutgoingMessage
  /** Whether it begins a group, as the message will that takes its place. */
  first: boolean
  remedies: Remedies
}) {
  const isFailed = message.state === "failed"
  return (
    <ListItem quiet className={`flex flex-col items-end ${first ? "mt-4" : "mt-1"}`}>
      {first && (
        <p className="mb-1 flex items-baseline gap-2">
          <span className="font-medium text-sm">You</span> <Time at={message.at} />
        </p>
      )}
      <div className="flex w-full items-end justify-end gap-2">
        {!isFailed && (
          <span className="shrink-0 py-2 text-ink-faint text-xs">
            {message.state === "sending" ? "Sending…" : "Sent"}
          </span>
        )}
        <Bubble own failed={isFailed} text={message.data.text} />
      </div>
      {isFailed && <Failure key={message.againAt} message={message} remedies={remedies} />}
    </ListItem>
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
      <span className="flex">
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
      </span>
    </div>
  )
}
