"use client"

import { useActionState } from "react"
import { type Attempt, signInWithPassword } from "./sign-in"

/**
 * Signs in with the fields `email` and `password` of a form, and then leaves for `callbackUrl`. Being the
 * action of a form it works from the first moment: React replays what was pressed before it was ready.
 */
export function usePassword(callbackUrl: string | undefined) {
  return useActionState((_before: Attempt, form: FormData) => signInWithPassword(form, callbackUrl), {})
}
