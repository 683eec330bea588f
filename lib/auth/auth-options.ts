/** How next-auth signs people in: with what, for how long, and where to. */
import { randomUUID } from "node:crypto"
import type { CallbacksOptions, LoggerInstance, NextAuthOptions } from "next-auth"
import Credentials from "next-auth/providers/credentials"
import { env } from "../env"
import { log } from "../log"
import { githubProvider } from "./github"
import { safePath } from "./safe-path"
import { decodeSessionToken, SESSION_MAX_AGE_SECONDS } from "./session-cookie"
import type { SignInAttempt } from "./sign-in-attempt"
import { type SignedIn, signInWithPassword } from "./sign-in-with-password"

/** One request to next-auth, and what next-auth keeps to itself about it. */
export interface AuthExchange {
  /** The try to sign in with a password, where this is one: else no password is looked at. */
  readonly attempt?: SignInAttempt
  /** Who signed in with a password. */
  signedIn?: SignedIn
  /** Why a password was not looked at. next-auth has one answer for all that is refused. */
  failure?: unknown
}

/**
 * The options of next-auth for one request.
 *
 * @param exchange is filled in while next-auth answers.
 */
export function authOptions(exchange: AuthExchange): NextAuthOptions {
  const { NEXTAUTH_SECRET, secureCookies, github } = env()
  return {
    secret: NEXTAUTH_SECRET,
    useSecureCookies: secureCookies,
    session: { strategy: "jwt", maxAge: SESSION_MAX_AGE_SECONDS },
    // The claims have a lifetime of their own, of 30 days where it is not set.
    jwt: { maxAge: SESSION_MAX_AGE_SECONDS, decode: decodeSessionToken },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [passwordProvider(exchange), ...(github ? [githubProvider(github)] : [])],
    callbacks,
    logger,
  }
}

function passwordProvider(exchange: AuthExchange) {
  return Credentials({
    credentials: { email: { type: "email" }, password: { type: "password" } },
    async authorize(typed) {
      if (!exchange.attempt) return null
      try {
        const signedIn = await signInWithPassword(typed, exchange.attempt)
        if (!signedIn) return null
        exchange.signedIn = signedIn
        return { id: signedIn.person.id, name: signedIn.person.name }
      } catch (error) {
        exchange.failure = error
        return null
      }
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

/** What happened, by next-auth's own name for it. Its details hold profiles, tokens and what people typed. */
const logger: Partial<LoggerInstance> = {
  error: (code) => log.error({ code }, "sign-in failed"),
  warn: (code) => log.warn({ code }, "sign-in"),
  debug: () => {},
}
