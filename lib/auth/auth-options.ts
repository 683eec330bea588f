/** How next-auth signs people in: with what, for how long, and where to. */
import { randomUUID } from "node:crypto"
import type { CallbacksOptions, LoggerInstance, NextAuthOptions } from "next-auth"
import Credentials from "next-auth/providers/credentials"
import { env } from "../env"
import { log } from "../log"
import { endSession } from "./ended-sessions"
import { githubProvider } from "./github"
import { safePath } from "./safe-path"
import { decodeSessionToken, SESSION_MAX_AGE_SECONDS, sessionClaims } from "./session-cookie"
import { signInWithPassword } from "./sign-in-with-password"

/** What next-auth keeps to itself about one request. */
export interface AuthOutcome {
  /** Why the session could not be ended: next-auth answers a sign-out with success all the same. */
  failure?: unknown
}

/**
 * The options of next-auth for one request.
 *
 * @param outcome is filled in while next-auth answers.
 */
export function authOptions(outcome: AuthOutcome): NextAuthOptions {
  const { NEXTAUTH_SECRET, secureCookies, github } = env()
  return {
    secret: NEXTAUTH_SECRET,
    useSecureCookies: secureCookies,
    session: { strategy: "jwt", maxAge: SESSION_MAX_AGE_SECONDS },
    // The claims have a lifetime of their own, of 30 days where it is not set.
    jwt: { maxAge: SESSION_MAX_AGE_SECONDS, decode: decodeSessionToken },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [passwordProvider(), ...(github ? [githubProvider(github)] : [])],
    callbacks,
    events: {
      async signOut({ token }) {
        await endSessionOf(token).catch((error: unknown) => {
          outcome.failure = error
        })
      },
    },
    logger,
  }
}

function passwordProvider() {
  return Credentials({
    credentials: { email: { type: "email" }, password: { type: "password" } },
    authorize: async (typed) => {
      const person = await signInWithPassword(typed)
      return person ? { id: person.id, name: person.name } : null
    },
  })
}

const callbacks: Partial<CallbacksOptions> = {
  /** The cookie holds who, never what they may do: that would be old news by the next request. */
  jwt({ token, user }) {
    return user ? { sub: user.id, name: user.name ?? user.id, sid: randomUUID() } : token
  },
  redirect({ url, baseUrl }) {
    return url === baseUrl ? url : `${baseUrl}${safePath(url, baseUrl)}`
  },
}

async function endSessionOf(token: unknown): Promise<void> {
  const claims = sessionClaims.safeParse(token)
  if (claims.success) await endSession(claims.data.sid)
}

/** What happened, by next-auth's own name for it. Its details hold profiles, tokens and what people typed. */
const logger: Partial<LoggerInstance> = {
  error: (code) => log.error({ code }, "sign-in failed"),
  warn: (code) => log.warn({ code }, "sign-in"),
  debug: () => {},
}
