"use client"

import { useOffline } from "next/offline"
import { useState } from "react"
import { bandStyle } from "@/components/ui/band-style"
import { buttonStyle } from "@/components/ui/button-style"
import { isAnswered, LOAD_AGAIN_MS, loadInFull, useOfflineFindings } from "./use-offline-findings"

/**
 * Says that the server cannot be reached, on any page. Next keeps the page then: a link that was followed waits, and is
 * opened when there is a connection again (`experimental.useOffline` in `next.config.ts`). Where the server answers all the
 * same, the person can have the page loaded in full.
 */
export function OfflineNotice() {
  const isOffline = useOffline()
  const findings = useOfflineFindings(isOffline)
  // Without an answer it stays while Next asks: Next counts as online then, for as long as a network may swallow a request.
  const isShown = isOffline || findings === "lost"
  return (
    // Above everything, and there when one scrolls. Without words it takes no room.
    <div className={`sticky top-0 z-20 ${isShown ? bandStyle("waiting") : ""}`}>
      <div role="status" aria-label="Network" className="max-w-prose text-sm">
        {isShown && (findings === "lost" ? <Lost /> : <Stuck />)}
      </div>
      {isShown && <LoadNow />}
    </div>
  )
}

function Lost() {
  return (
    <Words title="No connection">
      This page and what you wrote in it stay. A link that you follow opens when there is a connection again.
    </Words>
  )
}

function Stuck() {
  return (
    <Words title="This page cannot be renewed">
      The server answers, but not what this page asks it. Load it again to go on; what you wrote in it stays.
    </Words>
  )
}

function Words({ title, children }: { title: string; children: string }) {
  return (
    <p>
      <span className="block font-semibold text-waiting">{title}</span>
      <span className="mt-0.5 block text-ink-soft">{children}</span>
    </p>
  )
}

/** Loads the page, or the link that waits, where the server answers; without an answer the page stays. */
function LoadNow() {
  const [state, setState] = useState<"ready" | "asking" | "in vain">("ready")
  // No transition: those that Next waits with would wait for this one, too.
  const load = async () => {
    setState("asking")
    if (!(await isAnswered())) return setState("in vain")
    loadInFull()
    // Still here: the load led nowhere, or was stopped.
    setTimeout(() => setState("ready"), LOAD_AGAIN_MS)
  }
  return (
    <button type="button" onClick={load} disabled={state === "asking"} className={buttonStyle("secondary")}>
      {WORDS[state]}
    </button>
  )
}

const WORDS = { ready: "Load now", asking: "Asking the server…", "in vain": "No answer. Try again" } as const
