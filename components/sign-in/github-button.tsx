"use client"

import { signIn } from "next-auth/react"
import { buttonStyle } from "@/components/ui/button-style"
import { safePath } from "@/lib/auth/safe-path"

/** Signing in with GitHub; shown where the app was given a GitHub OAuth app. */
export function GitHubButton({ callbackUrl }: { callbackUrl: string | undefined }) {
  async function leave() {
    await signIn("github", { callbackUrl: safePath(callbackUrl, window.location.origin) })
  }
  return (
    <form action={leave}>
      <button type="submit" className={`${buttonStyle("secondary")} w-full`}>
        Continue with GitHub
      </button>
    </form>
  )
}
