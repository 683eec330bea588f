import { tellSessionChanged } from "@/components/identity/page-identity"
import { safePath } from "@/lib/auth/safe-path"
import { type AuthAnswer, LOST, postAuth } from "./post-auth"
import { signInSentence } from "./sign-in-error"

/** What became of the last try to sign in. */
export interface Attempt {
  /** Why it did not work, as a sentence. */
  readonly error?: string | undefined
  /** The password that was looked at, and is not the right one. */
  readonly wrongPassword?: string
  /** Where the browser is on its way to. */
  readonly leadsTo?: string
}

/** Where GitHub asks people whether they want to sign in here. */
const GITHUB_ORIGIN = "https://github.com"

/** Signs in with the fields `email` and `password` of a form, and leaves for `callbackUrl`. */
export async function signInWithPassword(form: FormData, callbackUrl: string | undefined): Promise<Attempt> {
  const typed = { email: String(form.get("email") ?? ""), password: String(form.get("password") ?? "") }
  const answer = await ask("callback/credentials", typed)
  if (answer.is !== "done") return failed(answer, typed.password)
  tellSessionChanged()
  return leaveFor(safePath(callbackUrl, window.location.origin))
}

/** Begins to sign in with GitHub, which leads people back to `callbackUrl`. */
export async function signInWithGitHub(callbackUrl: string | undefined): Promise<Attempt> {
  const answer = await ask("signin/github", { callbackUrl: safePath(callbackUrl, window.location.origin) })
  if (answer.is !== "done") return failed(answer)
  return answer.url.origin === GITHUB_ORIGIN ? leaveFor(answer.url.href) : { error: LOST.unreadable }
}

async function ask(path: string, fields: Readonly<Record<string, string>>): Promise<AuthAnswer> {
  const answer = await postAuth(path, fields)
  // Without a good CSRF token next-auth answers 200 as well, and names another page to go to.
  const isRefused = answer.is === "done" && answer.url.searchParams.has("csrf")
  return isRefused ? { is: "refused", error: "Csrf" } : answer
}

/** A full load: the new session has to reach every part of the page, the server's too. */
function leaveFor(leadsTo: string): Attempt {
  window.location.assign(leadsTo)
  return { leadsTo }
}

function failed(answer: Exclude<AuthAnswer, { is: "done" }>, password?: string): Attempt {
  if (answer.is === "lost") return { error: LOST[answer.why] }
  const { error, sentence, retryAfter } = answer
  if (!error) return { error: sentence }
  const wasLookedAt = error === "CredentialsSignin" && password !== undefined
  return { error: signInSentence(error, retryAfter), ...(wasLookedAt && { wrongPassword: password }) }
}
