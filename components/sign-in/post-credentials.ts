/** Email and password, as they were typed. */
export interface Credentials {
  readonly email: string
  readonly password: string
}

/** Why a sign-in was refused, by the name that `sign-in-error.ts` has a sentence for. */
export interface SignInRefusal {
  readonly error: string
  /** Seconds to wait before the next try, where the server says so: then the password was not looked at. */
  readonly retryAfter?: number
}

/**
 * Signs in as the form of next-auth does. `undefined` for success. The client of next-auth keeps the answer's
 * `Retry-After` to itself.
 *
 * @throws TypeError where the server cannot be reached
 */
export async function postCredentials(credentials: Credentials): Promise<SignInRefusal | undefined> {
  const { csrfToken } = await (await fetch("/api/auth/csrf", { cache: "no-store" })).json()
  const answer = await fetch("/api/auth/callback/credentials", {
    method: "POST",
    body: new URLSearchParams({ csrfToken, ...credentials, json: "true" }),
  })
  if (answer.ok) return isSignedIn(await answer.json()) ? undefined : { error: "Unknown" }
  const retryAfter = Number(answer.headers.get("retry-after"))
  return { error: ERRORS[answer.status] ?? "Unknown", ...(retryAfter > 0 && { retryAfter }) }
}

/** Without a good CSRF token next-auth answers 200 as well, and names another page to go to. */
function isSignedIn({ url }: { url?: unknown }): boolean {
  return typeof url === "string" && !new URL(url, window.location.origin).searchParams.has("csrf")
}

const ERRORS: Readonly<Record<number, string>> = {
  401: "CredentialsSignin",
  429: "TooManyTries",
  503: "Unavailable",
}
