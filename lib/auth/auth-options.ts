/** How next-auth signs people in: with what, for how long, and where to. */
import { randomUUID } from "node:crypto"
import type { CallbacksOptions, LoggerInstance, NextAuthOptions } from "next-auth"
import Credentials from "next-auth/providers/credentials"
import { env } from "../env"
import { log } from "../log"
import { endSession } from "./ended-sessions"
import { githubProvider } from "./github"
import { safePath } from "./safe-path"
import { SESSION_MAX_AGE_SECONDS, sessionClaims } from "./session-cookie"
import { signInWithPassword } from "./sign-in-with-password"

/** The options of next-auth, made per request because the environment is not there at build time. */
export function authOptions(): NextAuthOptions {
  const { NEXTAUTH_SECRET, secureCookies, github } = env()
  return {
    secret: NEXTAUTH_SECRET,
    useSecureCookies: secureCookies,
    session: { strategy: "jwt", maxAge: SESSION_MAX_AGE_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [passwordProvider(), ...(github ? [githubProvider(github)] : [])],
    callbacks,
    events: { signOut: endSessionOf },
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
    if (user) return { sub: user.id, name: user.name ?? user.id, sid: randomUUID() }
    const { sub, name, sid } = token
    return { sub, name, sid }
  },
  /** What `/api/auth/session` tells the browser. */
  session({ session, token }) {
    return { expires: session.expires, user: { id: token.sub, name: token.name } }
  },
  redirect({ url, baseUrl }) {
    return url === baseUrl ? url : `${baseUrl}${safePath(url, baseUrl)}`
  },
}

async function endSessionOf({ token }: { token: unknown }): Promise<void> {
  const claims = sessionClaims.safeParse(token)
  if (claims.success) await endSession(claims.data.sid)
}

/** What happened, by next-auth's own name for it. Its details hold profiles, tokens and what people typed. */
const logger: Partial<LoggerInstance> = {
  error: (code) => log.error({ code }, "sign-in failed"),
  warn: (code) => log.warn({ code }, "sign-in"),
  debug: () => {},
}
