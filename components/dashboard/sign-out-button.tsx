"use client"

import { LogOut } from "lucide-react"
import { signOut } from "next-auth/react"
import { buttonStyle } from "@/components/ui/button-style"

/** Ends the session and leads to the first page. */
export function SignOutButton() {
  return (
    <form action={() => signOut({ callbackUrl: "/" })}>
      <button type="submit" className={`${buttonStyle("quiet")} -mr-3 px-3`}>
        <LogOut aria-hidden="true" className="size-4" />
        <span className="max-sm:sr-only">Sign out</span>
      </button>
    </form>
  )
}
