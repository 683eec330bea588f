/** People as programs: signed in over HTTP, with a channel token in hand. Quicker than a browser each. */
import type { APIRequestContext, APIResponse, PlaywrightWorkerArgs } from "@playwright/test"
import type { PersonId } from "../fixtures/people"
import { letIn } from "../fixtures/sign-in"

/** One person without a browser. */
export interface Member {
  readonly id: PersonId
  /** Sends the session's cookie. */
  readonly request: APIRequestContext
  /** A good channel token, at most some minutes old. */
  token(): Promise<string>
  /** Drops the token at hand, where this person's rights were changed: the next one is asked for. */
  dropToken(): void
  /** The header that carries it. */
  bearer(): Promise<{ authorization: string }>
  /** Publishes one message, as the app's own pages would. */
  say(channel: string, data: object, more?: object): Promise<APIResponse>
}

/** Finds members by name; each signs in at the first call. */
export interface Members {
  member(id: PersonId): Promise<Member>
  dispose(): Promise<void>
}

const RENEW_AFTER_MS = 5 * 60_000

/** Makes the members of one worker. */
export function createMembers(playwright: PlaywrightWorkerArgs["playwright"], baseURL: string): Members {
  const signedIn = new Map<PersonId, Promise<Member>>()
  const contexts: APIRequestContext[] = []

  async function signIn(id: PersonId): Promise<Member> {
    const request = await playwright.request.newContext({ baseURL })
    contexts.push(request)
    await letIn(request, id)
    return createMember(id, request)
  }

  return {
    member(id) {
      const member = signedIn.get(id) ?? signIn(id)
      signedIn.set(id, member)
      return member
    },
    async dispose() {
      for (const context of contexts) await context.dispose()
    },
  }
}

function createMember(id: PersonId, request: APIRequestContext): Member {
  let held = { token: "", at: Number.NEGATIVE_INFINITY }

  async function token(): Promise<string> {
    if (Date.now() - held.at > RENEW_AFTER_MS) {
      const answer = await request.post("/api/realtime-token")
      held = { token: (await answer.json()).token, at: Date.now() }
    }
    return held.token
  }

  const bearer = async () => ({ authorization: `Bearer ${await token()}` })

  return {
    id,
    request,
    token,
    dropToken() {
      held = { token: "", at: Number.NEGATIVE_INFINITY }
    },
    bearer,
    async say(channel, data, more = {}) {
      return request.post("/api/channels/publish", {
        headers: await bearer(),
        data: { channel, data, ...more },
      })
    },
  }
}
