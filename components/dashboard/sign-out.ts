import { drafts } from "@/components/drafts/drafts"
import { tellSessionChanged } from "@/components/identity/page-identity"
import { LOST, postAuth } from "@/components/sign-in/post-auth"

/** Why a session was not ended, or may not have been. */
export interface SignOutFailure {
  readonly title: string
  /** A sentence. */
  readonly description: string
}

const STILL_SIGNED_IN = "You are still signed in"

/**
 * Ends the session of the person whom the page shows, forgets what they typed in this tab, and tells the other tabs.
 * `undefined` where it was ended; else everything stays.
 */
export async function signOut(): Promise<SignOutFailure | undefined> {
  const answer = await postAuth("signout", { callbackUrl: "/" })
  if (answer.is === "refused") {
    const description = answer.sentence ?? "The server refused. Try again in a moment."
    // The session that goes on may be another person's.
    return { title: answer.code === "IDENTITY_CHANGED" ? "Not signed out" : STILL_SIGNED_IN, description }
  }
  if (answer.is === "lost") {
    // The server may have ended it before its answer was lost.
    return {
      title: answer.sent ? "You may still be signed in" : STILL_SIGNED_IN,
      description: LOST[answer.why],
    }
  }
  drafts.forgetAll()
  tellSessionChanged()
  return undefined
}
