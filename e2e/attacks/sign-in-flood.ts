/** Strangers who send passwords to a server of the test's own, each from an address of their own. */
import { setTimeout as wait } from "node:timers/promises"
import type { APIRequestContext, APIResponse } from "@playwright/test"

/** How a sign-in is sent: from which address, by what email and password. */
export interface Sent {
  readonly from: string
  readonly email: string
  readonly password?: string
}

let count = 0
/** An address that nobody used before, as the one proxy in front tells it. */
export const newAddress = () => `198.18.${Math.floor(++count / 250)}.${count % 250}`
/** An email that nobody has. */
export const newEmail = () => `nobody-${++count}@grantway.example`

/** Sends what the form sends. */
export type SendSignIn = (sent: Sent) => Promise<APIResponse>

/** A client with one CSRF token for all that it sends: those who ask for one at the same time overwrite each other's. */
export async function openClient(request: APIRequestContext): Promise<SendSignIn> {
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json()
  return ({ from, email, password = "not-the-password" }) =>
    request.post("/api/auth/callback/credentials", {
      headers: { "x-forwarded-for": from },
      form: { csrfToken, email, password, callbackUrl: "/dashboard", json: "true" },
      maxRedirects: 0,
    })
}

/** A flood that goes on until it is stopped. */
export interface Flood {
  /** Statuses so far. */
  readonly statuses: readonly number[]
  /** Resolves when the first is refused because too many are under way: from then on the server is full. */
  readonly full: Promise<void>
  /** Ends it, and waits until all that was sent is answered. */
  stop(): Promise<void>
}

/** So many strangers, more than are hashed and may wait: the others are refused, and come back. */
const STRANGERS = 24
/** Between the answer and the next try of one stranger. */
const PAUSE_MS = 250

/** Starts a flood of other emails from other addresses. */
export function startFlood(send: SendSignIn): Flood {
  const statuses: number[] = []
  let isStopped = false
  const { promise: full, resolve: tellFull } = withResolvers()
  const all = Array.from({ length: STRANGERS }, async () => {
    while (!isStopped) {
      const status = (await send({ from: newAddress(), email: newEmail() })).status()
      statuses.push(status)
      if (status === 503) tellFull()
      await wait(PAUSE_MS)
    }
  })
  return {
    statuses,
    full,
    async stop() {
      isStopped = true
      await Promise.all(all)
    },
  }
}

/** `Promise.withResolvers` is not there in Node 20. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  const made: { resolve?: () => void } = {}
  const promise = new Promise<void>((resolve) => {
    made.resolve = resolve
  })
  return { promise, resolve: () => made.resolve?.() }
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
