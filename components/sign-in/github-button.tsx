"use client"

import { buttonStyle } from "@/components/ui/button-style"
import { FormError } from "./form-error"
import { OnItsWay } from "./on-its-way"
import { useWay } from "./tries"

/** Signing in with GitHub; shown where the app was given a GitHub OAuth app. */
export function GitHubButton() {
  const { attempt, begin, isBusy, isTrying } = useWay("GitHub")
  return (
    <form action={begin}>
      <FormError>{attempt.error}</FormError>
      <button type="submit" disabled={isBusy} className={`${buttonStyle("secondary")} w-full`}>
        {isTrying ? "Asking GitHub…" : "Continue with GitHub"}
      </button>
      <OnItsWay attempt={attempt}>The page of GitHub is being opened.</OnItsWay>
    </form>
  )
}
