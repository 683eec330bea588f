import { pageIdentity, tellSignedOut } from "@/components/identity/page-identity"
import { asFields } from "@/lib/sock8/core/wire"

/**
 * Ends the session of the person whom the page shows, and tells the other tabs. Answers why it was not ended, as a sentence
 * without its full stop; `undefined` where it was.
 */
export async function signOut(): Promise<string | undefined> {
  try {
    const csrf: unknown = await (await pageIdentity.fetch("/api/auth/csrf", { cache: "no-store" })).json()
    const csrfToken = asFields(csrf)?.csrfToken
    if (typeof csrfToken !== "string") return "The server cannot be reached just now"
    const body = new URLSearchParams({ csrfToken, callbackUrl: "/", json: "true" })
    const response = await pageIdentity.fetch("/api/auth/signout", { method: "POST", body })
    const { url, title } = asFields(await response.json()) ?? {}
    if (!response.ok || typeof url !== "string") {
      return typeof title === "string" ? title : "The server could not end your session"
    }
    tellSignedOut()
    return undefined
  } catch {
    return "The server cannot be reached just now"
  }
}
