/**
 * The requests that sign in and out, and what came of them. The client of next-auth decides by itself what to do where one
 * fails, such as to leave the page; here each failure is an answer, and the form that asked says it.
 */
import { pageIdentity } from "@/components/identity/page-identity"
import { inTime } from "@/lib/sock8/client/in-time"
import { type ErrorCode, isErrorCode, refusals } from "@/lib/sock8/core/errors"
import { asFields, parseJson } from "@/lib/sock8/core/wire"

/** What came of a request that signs in or out. */
export type AuthAnswer =
  | { readonly is: "done"; readonly url: URL }
  | AuthRefusal
  /** No answer of the app came. Where the request was `sent`, it may have been carried out. */
  | { readonly is: "lost"; readonly why: keyof typeof LOST; readonly sent: boolean }

/** What the app said no to. */
export interface AuthRefusal {
  readonly is: "refused"
  /** The error of the page to sign in that it leads to. */
  readonly error?: string
  /** The code of a problem, and what it says. */
  readonly code?: ErrorCode
  readonly sentence?: string
  /** Seconds to wait before the next try, where the server says so. */
  readonly retryAfter?: number
}

/** A request that reached the page: its status, and its body where that is JSON. */
export interface ReadResponse {
  readonly ok: boolean
  readonly body: unknown
}

/** Why there is no answer, in words for the person who waits for it. */
export const LOST = {
  unreachable: "The server did not answer. Check your connection, then try again.",
  unreadable: "A network or a proxy answered instead of the app. Check your connection, then try again.",
} as const

/** Milliseconds for both requests together. A password may wait for five seconds until it is its turn. */
const BOTH_MS = 15_000

/**
 * Posts `fields` to `/api/auth/{path}`, with a CSRF token that it asks for first. Answers within 15 seconds, never throws,
 * and tries nothing twice: the person does.
 */
export async function postAuth(path: string, fields: Readonly<Record<string, string>>): Promise<AuthAnswer> {
  let sent = false
  const askBoth = async (signal: AbortSignal) => {
    const csrf = await request("csrf", { cache: "no-store", signal })
    const csrfToken = csrf.ok ? asFields(csrf.body)?.csrfToken : undefined
    if (typeof csrfToken !== "string") return readAnswer({ ...csrf, ok: false }, sent)
    // What was given up is not sent afterwards.
    signal.throwIfAborted()
    sent = true
    const body = new URLSearchParams({ ...fields, csrfToken, json: "true" })
    return readAnswer(await request(path, { method: "POST", body, signal }), sent)
  }
  try {
    return await inTime(askBoth, { ms: BOTH_MS })
  } catch {
    return { is: "lost", why: "unreachable", sent }
  }
}

/** Reads the whole answer. A redirect counts as unreachable: the app answers these requests with none. */
async function request(path: string, init: RequestInit): Promise<ReadResponse> {
  const response = await pageIdentity.fetch(`/api/auth/${path}`, { ...init, redirect: "error" })
  return { ok: response.ok, body: parseJson(await response.text()) }
}

/**
 * What a response means. One that neither the app nor next-auth writes is no answer, whatever its status is: proxies and
 * captive portals answer, too.
 *
 * @param sent whether it is the answer to the request itself, and not to that for a CSRF token.
 */
export function readAnswer({ ok, body }: ReadResponse, sent: boolean): AuthAnswer {
  const { url, code, title, retryAfter } = asFields(body) ?? {}
  const leadsTo = urlIn(url)
  const error = leadsTo?.searchParams.get("error")
  if (ok && leadsTo && !error) return { is: "done", url: leadsTo }
  const problem = !ok &&
    isErrorCode(code) &&
    typeof title === "string" && { code, sentence: say(code, title) }
  if (!error && !problem) return { is: "lost", why: "unreadable", sent }
  return {
    is: "refused",
    ...(error && { error }),
    ...problem,
    ...(typeof retryAfter === "number" && { retryAfter }),
  }
}

function say(code: ErrorCode, title: string): string {
  return refusals[code].remedy === "retry" ? `${title}. Try again in a moment.` : `${title}.`
}

// Without a base, so that no word passes for an address: the app's are absolute.
function urlIn(url: unknown): URL | undefined {
  return typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined
}
