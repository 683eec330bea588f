/** What a sign-in post needs: anybody is given it who asks. */
export interface Csrf {
  readonly cookie: string
  readonly csrfToken: string
}

/** Asks an app for it. */
export async function fetchCsrf(port: number): Promise<Csrf> {
  const response = await fetch(`http://127.0.0.1:${port}/api/auth/csrf`)
  const cookie = response.headers
    .getSetCookie()
    .map((text) => text.split(";")[0])
    .join("; ")
  const { csrfToken } = (await response.json()) as { csrfToken: string }
  return { cookie, csrfToken }
}
