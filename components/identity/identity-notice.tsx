"use client"

import { useEffect, useEffectEvent, useRef } from "react"
import { bandStyle } from "@/components/ui/band-style"
import { buttonStyle } from "@/components/ui/button-style"
import { useConnection } from "@/lib/sock8/client/hooks"
import { pageIdentity, type SignedIn } from "./page-identity"
import { useShownPerson } from "./shown-person"
import { useRefreshOfShown, useSignedIn } from "./use-signed-in"

/** Says that another person is signed in by now. The page stays as it is, with what was typed, until it is loaded again. */
export function IdentityNotice() {
  const shown = useShownPerson()
  const signedIn = useSignedIn()
  useConnectionAs(signedIn)
  if (signedIn.is === "shown") return null
  const { name } = signedIn
  return (
    <section role="alert" aria-labelledby="identity" className={bandStyle("waiting")}>
      <div className="max-w-prose text-sm">
        <h2 id="identity" className="font-semibold text-waiting">
          {name ? `You are now signed in as ${name}` : "Another person is signed in now"}
        </h2>
        <p className="mt-0.5 text-ink-soft">
          This page still belongs to {shown?.name}. Nothing more is sent from it, and what you typed stays
          until you load it again.
        </p>
      </div>
      <button type="button" onClick={() => location.reload()} className={buttonStyle("secondary")}>
        Load the page again
      </button>
    </section>
  )
}

/** Refusals that end when the person of the page signs in again. */
const ENDED: readonly string[] = ["IDENTITY_CHANGED", "AUTH_REQUIRED"]

/** Ends the connection when another person signs in, and opens it again when the person of the page does. */
function useConnectionAs(signedIn: SignedIn): void {
  const refresh = useRefreshOfShown()
  const { status, reconnect } = useConnection()
  const refused = status.state === "refused" ? status.error.data.type : undefined
  const wasOther = useRef(false)
  const follow = useEffectEvent(({ is }: SignedIn) => {
    const isRefused = refused !== undefined && ENDED.includes(refused)
    // Asking for a token again ends the stream: the cookie is another person's.
    if (is === "other" ? refused !== "IDENTITY_CHANGED" && status.state !== "idle" : isRefused) reconnect()
    // A page of the other person may have been left out.
    if (is === "shown" && wasOther.current) refresh()
    wasOther.current = is === "other"
  })
  useEffect(() => follow(signedIn), [signedIn])
  useEffect(() => {
    if (refused === "IDENTITY_CHANGED") pageIdentity.noteOther()
  }, [refused])
}
