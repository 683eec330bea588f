"use client"

import { useActionState } from "react"
import { buttonStyle } from "@/components/ui/button-style"
import { FormError } from "./form-error"
import { OnItsWay } from "./on-its-way"
import { type Attempt, signInWithGitHub } from "./sign-in"

/** Signing in with GitHub; shown where the app was given a GitHub OAuth app. */
export function GitHubButton({ callbackUrl }: { callbackUrl: string | undefined }) {
  const [attempt, act, pending] = useActionState<Attempt>(() => signInWithGitHub(callbackUrl), {})
  return (
    <form action={act}>
      <FormError>{!pending && attempt.error}</FormError>
      <button type="submit" disabled={pending} className={`${buttonStyle("secondary")} w-full`}>
        {pending ? "Asking GitHub…" : "Continue with GitHub"}
      </button>
      <OnItsWay attempt={attempt}>The page of GitHub is being opened.</OnItsWay>
    </form>
  )
}
