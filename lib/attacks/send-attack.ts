/** Sends one attack from the browser, and says whether the app held. */
import { asFields, readHistoryPage } from "../sock8/core/wire"
import type { AttackRequest, ExpectedAnswer } from "./attack"
import type { Attacker } from "./attacker"
import { fillRequest, shownPlaces } from "./fill"
import { forgeToken } from "./forge-token"

/** What one request came to. */
export interface Outcome {
  /** The request as it may be shown: no token is whole. */
  readonly sent: string
  /** `held`: answered as expected. `limited`: answered with 429, which says nothing about the attack. */
  readonly verdict: "held" | "open" | "limited" | "not sent"
  /** Absent where nothing was answered. */
  readonly status?: number
  readonly code?: string
  /** The app's own sentence, or why nothing was sent. */
  readonly sentence: string
  readonly milliseconds: number
}

const PATIENCE_MS = 10_000

/**
 * Sends a request as the attacker.
 *
 * @param send sends a request in the name of the page's person.
 */
export async function sendAttack(
  request: AttackRequest,
  attacker: Attacker,
  send: typeof fetch,
): Promise<Outcome> {
  const startedAt = performance.now()
  const took = () => Math.round(performance.now() - startedAt)
  const aborter = new AbortController()
  const timeout = setTimeout(() => aborter.abort(), PATIENCE_MS)
  try {
    const filled = fillRequest(request, attacker.places)
    const response = await send(filled.path, await fetchOptions(filled, attacker, aborter.signal))
    const milliseconds = took()
    const answer = await readAnswer(response, filled, attacker)
    const sent = requestText(fillRequest(request, shownPlaces(attacker.places)))
    return { sent, ...answer, milliseconds }
  } catch (error) {
    const sentence = error instanceof Error ? error.message : "Nothing was answered"
    return { sent: requestText(request), verdict: "not sent", sentence, milliseconds: took() }
  } finally {
    // An attack that succeeds opens a stream, which would stay open.
    aborter.abort()
    clearTimeout(timeout)
  }
}

/** Method, path and what else there is to see of a request, on one line. */
export function requestText({ method = "GET", path, token, headers = {}, body }: AttackRequest): string {
  const more = [
    token && `token: ${token}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    body !== undefined && JSON.stringify(body),
  ]
  return [`${method} ${path}`, ...more.filter(Boolean)].join("\n")
}

async function fetchOptions(
  { method = "GET", token, headers = {}, body, withCookie }: AttackRequest,
  attacker: Attacker,
  signal: AbortSignal,
): Promise<RequestInit> {
  const authorization = token && `Bearer ${await forgeToken(token, attacker.token)}`
  return {
    method,
    signal,
    cache: "no-store",
    credentials: withCookie ? "same-origin" : "omit",
    headers: {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
      ...(authorization && { authorization }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
}

type Answer = Pick<Outcome, "verdict" | "status" | "code" | "sentence">

async function readAnswer(response: Response, request: AttackRequest, attacker: Attacker): Promise<Answer> {
  const { status } = response
  const isJson = /json/.test(response.headers.get("content-type") ?? "")
  const fields = (isJson && asFields(await response.json())) || {}
  const { code, title } = fields
  const told = {
    status,
    ...(typeof code === "string" && { code }),
    sentence: typeof title === "string" ? title : whereTo(response),
  }
  if (status === 429) return { ...told, verdict: "limited" }
  if ("saidBy" in request.expected) return judgeSaid(told, fields.id, request, attacker)
  return { ...told, verdict: isAsExpected(response, told.code, request.expected) ? "held" : "open" }
}

function whereTo({ redirected, url, ok }: Response): string {
  if (redirected) return `Sent to ${new URL(url).pathname}`
  return ok ? "Answered like any other request" : "Refused"
}

function isAsExpected(
  { status, redirected, url }: Response,
  code: string | undefined,
  expected: ExpectedAnswer,
): boolean {
  if ("leadsTo" in expected) return redirected && new URL(url).pathname === expected.leadsTo
  return "status" in expected && status === expected.status && code === expected.code
}

/** Reads the message back: what counts is who history says that it is from, and when. */
async function judgeSaid(
  told: Omit<Answer, "verdict">,
  id: unknown,
  request: AttackRequest,
  attacker: Attacker,
) {
  if (typeof id !== "string") return { ...told, verdict: "open" } as const
  const { channel } = asFields(request.body) ?? {}
  const [ms, seq] = id.split("-").map(Number)
  const query = `channel=${channel}&limit=1&before=${ms}-${(seq ?? 0) + 1}`
  const response = await fetch(`/api/channels/history?${query}`, {
    headers: { authorization: `Bearer ${attacker.token}` },
  })
  const message = readHistoryPage(await response.json())?.messages.at(-1)
  const isMine = message?.id === id && message.from?.id === attacker.places.me && message.at === ms
  const when = new Date(message?.at ?? 0).toISOString().slice(0, 10)
  const sentence = message ? `History says: from ${message.from?.id}, on ${when}` : "History does not have it"
  return { ...told, verdict: isMine ? "held" : "open", sentence } as const
}
