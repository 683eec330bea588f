/** A demo person as a program: signed in over HTTP as the form does it, with a token where one is needed. */
import { setTimeout as wait } from "node:timers/promises"
import { DEMO_PASSWORD } from "../../lib/people/demo-people"
import { asFields, parseJson } from "../../lib/sock8/core/wire"
import { CLIENT_HEADER } from "./front"

/** How long a token is kept by whoever publishes with it; tokens live for 15 minutes. */
const KEEP_TOKEN_MS = 5 * 60_000
const ANSWER_WITHIN_MS = 20_000

/** An answer as far as the suite needs it. */
export interface Answer {
  /** 0 where there was none. */
  readonly status: number
  readonly fields: Readonly<Record<string, unknown>>
  readonly tookMs: number
}

/** One signed-in person. */
export class Person {
  readonly id: string
  readonly #origin: string
  readonly #cookies = new Map<string, string>()
  #token: { readonly text: string; readonly at: number } | undefined

  private constructor(id: string, origin: string) {
    this.id = id
    this.#origin = origin
  }

  static async signIn(id: string, origin: string): Promise<Person> {
    const person = new Person(id, origin)
    const { fields } = await person.#send("/api/auth/csrf", { method: "GET" })
    const form = {
      csrfToken: String(fields.csrfToken),
      email: `${id}@grantway.example`,
      password: DEMO_PASSWORD,
    }
    const body = new URLSearchParams({ ...form, callbackUrl: "/dashboard", json: "true" })
    const { status } = await person.#send("/api/auth/callback/credentials", { method: "POST", body })
    if (status !== 200) throw new Error(`${id} could not sign in: ${status}.`)
    return person
  }

  /** What a browser would send along. */
  get headers(): Record<string, string> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    return { cookie, origin: this.#origin, [CLIENT_HEADER]: this.id }
  }

  /** A POST of the app's own pages. */
  post(path: string, data: object): Promise<Answer> {
    const headers = { "content-type": "application/json" }
    return this.#send(path, { method: "POST", headers, body: JSON.stringify(data) })
  }

  /** Publishes once, without trying again. */
  async publish(channel: string, text: string, id: string): Promise<Answer> {
    const startedAt = performance.now()
    const token = await this.token()
    if (token === undefined) return { status: 0, fields: {}, tookMs: performance.now() - startedAt }
    const answer = await this.#send("/api/channels/publish", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ channel, id, data: { text } }),
    })
    if (answer.status === 401) this.#token = undefined
    // Somebody else's page is no acknowledgement.
    const isForeign = answer.status === 200 && typeof answer.fields.id !== "string"
    return isForeign ? { ...answer, status: 0 } : answer
  }

  /** A channel token; `undefined` where none is to be had just now. */
  async token(): Promise<string | undefined> {
    if (this.#token && Date.now() - this.#token.at < KEEP_TOKEN_MS) return this.#token.text
    const { status, fields } = await this.post("/api/channels/authenticate", {})
    if (status !== 200 || typeof fields.token !== "string") return undefined
    this.#token = { text: fields.token, at: Date.now() }
    return fields.token
  }

  forgetToken(): void {
    this.#token = undefined
  }

  async #send(path: string, init: RequestInit): Promise<Answer> {
    const startedAt = performance.now()
    const tookMs = () => performance.now() - startedAt
    try {
      const response = await fetch(`${this.#origin}${path}`, {
        ...init,
        headers: { ...this.headers, ...init.headers },
        redirect: "manual",
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      })
      this.#keepCookies(response)
      const fields = asFields(parseJson(await response.text())) ?? {}
      return { status: response.status, fields, tookMs: tookMs() }
    } catch {
      return { status: 0, fields: {}, tookMs: tookMs() }
    }
  }

  #keepCookies(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (name && value) this.#cookies.set(name, value)
    }
  }
}

/** Does something that answers `undefined` as long as it did not work out, until it does. */
export async function insist<Value>(
  attempt: () => Promise<Value | undefined>,
  withinMs: number,
): Promise<Value> {
  const until = Date.now() + withinMs
  for (;;) {
    const value = await attempt()
    if (value !== undefined) return value
    if (Date.now() > until) throw new Error(`Nothing came of it within ${withinMs} ms.`)
    await wait(50)
  }
}
