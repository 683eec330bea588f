/** What our sessions hold, for next-auth's types: see the callbacks in `lib/auth/auth-options.ts`. */
import "next-auth"
import "next-auth/jwt"

declare module "next-auth" {
  interface Session {
    user: { id: string | undefined; name: string | null | undefined }
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    sub?: string | undefined
    name?: string | null | undefined
    /** The id of the session, by which signing out ends it. */
    sid?: string | undefined
  }
}
