"use client"

import { LogOut } from "lucide-react"
import { toast } from "sonner"
import { buttonStyle } from "@/components/ui/button-style"
import { signOut } from "./sign-out"

/** Ends the session and leads to the first page; where the server could not end it, it says so and stays. */
export function SignOutButton() {
  async function leave() {
    const refusal = await signOut()
    if (refusal) toast.error("You are still signed in", { description: `${refusal}.` })
    else window.location.assign("/")
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
