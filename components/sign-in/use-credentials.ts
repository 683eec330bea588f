"use client"

import { signIn } from "next-auth/react"
import { useActionState } from "react"
import { safePath } from "@/lib/auth/safe-path"
import { signInSentence } from "./sign-in-error"

/** What became of the last try. The e-mail comes back, so that it need not be typed again. */
export interface Attempt {
  readonly error?: string
  readonly email?: string
}

/**
 * Signs in with the fields `email` and `password` of a form, and then leaves for `callbackUrl`. Being the
 * action of a form it works from the first moment: React replays what was pressed before it was ready.
 */
export function useCredentials(callbackUrl: string | undefined) {
  return useActionState(async (_before: Attempt, form: FormData): Promise<Attempt> => {
    const email = String(form.get("email") ?? "")
    const error = await refusalOf({ email, password: String(form.get("password") ?? "") })
    if (error) return { error, email }
    // A full load: the new session has to reach every part of the page, the server's too.
    window.location.assign(safePath(callbackUrl, window.location.origin))
    return { email }
  }, {})
}

async function refusalOf(credentials: { email: string; password: string }): Promise<string | undefined> {
  try {
    const answer = await signIn("credentials", { ...credentials, redirect: false })
    if (answer?.ok && !answer.error) return undefined
    return signInSentence(answer?.error ?? "Unavailable")
  } catch {
    return "The server could not be reached. Check your connection, then try again."
  }
}
