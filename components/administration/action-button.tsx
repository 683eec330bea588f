"use client"

import { Button } from "@base-ui/react/button"
import { type ReactNode, useTransition } from "react"
import { toast } from "sonner"
import { postForm } from "@/components/connection/post-form"
import { useRefreshOfShown } from "@/components/identity/use-signed-in"
import { buttonStyle } from "@/components/ui/button-style"

/** Something that an admin can do to somebody. */
export interface ActionProps {
  /** The endpoint below `/api/admin/`. */
  readonly action: string
  readonly body: Readonly<Record<string, string>>
  /** The whole sentence, with the name of whom it is done to: there are many such buttons on a page. */
  readonly label: string
  /** What is shown on the button: words of the label. */
  readonly children: ReactNode
  /** Called when it was done, with the milliseconds from the click to the answer. */
  readonly onDone?: (ms: number) => void
  readonly kind?: "secondary" | "dashed"
}

/** Does it at once, and shows the page as it is then; where it was refused it says why. */
export function ActionButton({ action, body, label, children, onDone, kind = "secondary" }: ActionProps) {
  const refresh = useRefreshOfShown()
  const [pending, start] = useTransition()
  function act() {
    const clickedAt = performance.now()
    start(async () => {
      const refusal = await postForm(`/api/admin/${action}`, body)
      if (refusal) toast.error(`Not done: ${label}`, { description: `${refusal}.` })
      else onDone?.(Math.round(performance.now() - clickedAt))
      refresh()
    })
  }
  return (
    <Button
      disabled={pending}
      // A button that is disabled outright would drop the focus of whoever pressed it.
      focusableWhenDisabled
      onClick={act}
      aria-label={label}
      title={label}
      className={`${buttonStyle(kind)} min-h-11 px-3 sm:min-h-9`}
    >
      {children}
    </Button>
  )
}
