"use client"

import { useActionState } from "react"
import { safePath } from "@/lib/auth/safe-path"
import { type Credentials, postCredentials } from "./post-credentials"
import { signInSentence } from "./sign-in-error"

/** What became of the last try. What need not be typed again comes back: the password, too, if nobody looked at it. */
export interface Attempt extends Partial<Credentials> {
  readonly error?: string
}

/**
 * Signs in with the fields `email` and `password` of a form, and then leaves for `callbackUrl`. Being the
 * action of a form it works from the first moment: React replays what was pressed before it was ready.
 */
export function useCredentials(callbackUrl: string | undefined) {
  return useActionState(async (_before: Attempt, form: FormData): Promise<Attempt> => {
    const typed = { email: String(form.get("email") ?? ""), password: String(form.get("password") ?? "") }
    const refused = await refusalOf(typed)
    if (refused) return refused
    // A full load: the new session has to reach every part of the page, the server's too.
    window.location.assign(safePath(callbackUrl, window.location.origin))
    return { email: typed.email }
  }, {})
}

async function refusalOf(typed: Credentials): Promise<Attempt | undefined> {
  try {
    const refusal = await postCredentials(typed)
    const error = refusal && signInSentence(refusal.error, refusal.retryAfter)
    if (!refusal || !error) return undefined
    return refusal.retryAfter === undefined ? { error, email: typed.email } : { error, ...typed }
  } catch {
    return { error: "The server could not be reached. Check your connection, then try again.", ...typed }
  }
}
