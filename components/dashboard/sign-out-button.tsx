"use client"

import { LogOut } from "lucide-react"
import { useActionState } from "react"
import { toast } from "sonner"
import { buttonStyle } from "@/components/ui/button-style"
import { signOut } from "./sign-out"

/** Milliseconds that a failure is shown. It is not to be missed. */
const SHOWN_MS = 20_000

/** Ends the session and leads to the first page; where the server could not end it, it says so and stays. */
export function SignOutButton() {
  const [, leave, pending] = useActionState(leaveOrSayWhyNot, undefined)
  return (
    <form action={leave}>
      <button type="submit" disabled={pending} className={`${buttonStyle("quiet")} -mr-3 px-3`}>
        <LogOut aria-hidden="true" className="size-4" />
        <span className="max-sm:sr-only">{pending ? "Signing out…" : "Sign out"}</span>
      </button>
    </form>
  )
}

/** Answers the toast that says why not. The one of the try before goes, so that the new one is read out, too. */
async function leaveOrSayWhyNot(before: string | number | undefined) {
  if (before !== undefined) toast.dismiss(before)
  const failure = await signOut()
  if (failure) return toast.error(failure.title, { description: failure.description, duration: SHOWN_MS })
  window.location.assign("/")
  return undefined
}
