"use client"

import { LogOut } from "lucide-react"
import { signOut } from "next-auth/react"
import { toast } from "sonner"
import { buttonStyle } from "@/components/ui/button-style"

/** Ends the session and leads to the first page; where the server could not end it, it says so and stays. */
export function SignOutButton() {
  async function leave() {
    // By itself `signOut` leads to the first page after a refusal, too.
    const answer = await signOut({ callbackUrl: "/", redirect: false }).catch(() => undefined)
    if (answer?.url) window.location.assign(answer.url)
    else toast.error("You are still signed in", { description: "The server could not end your session." })
  }
  return (
    <form action={leave}>
      <button type="submit" className={`${buttonStyle("quiet")} -mr-3 px-3`}>
        <LogOut aria-hidden="true" className="size-4" />
        <span className="max-sm:sr-only">Sign out</span>
      </button>
    </form>
  )
}
