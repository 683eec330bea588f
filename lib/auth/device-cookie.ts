/**
 * Remembers on which devices somebody signed in before. Such a device goes first where strangers crowd in, and is not
 * kept out by what strangers do under the same email or at the same address. It proves nothing else: whoever has the
 * cookie and not the password is nobody. After OWASP's "Device Cookies".
 */
import { randomUUID } from "node:crypto"
import { encode } from "next-auth/jwt"
import { z } from "zod"
import { env } from "../env"
import { digest } from "../redis/keys"
import { cookieValue } from "./cookie-header"
import { cookieNameOf, decodeSessionToken } from "./session-cookie"

/** A device that was not signed in on for so long is a stranger's again. */
export const DEVICE_MAX_AGE_SECONDS = 90 * 24 * 60 * 60
const CLOCK_TOLERANCE_SECONDS = 15

/** Makes another key out of the same secret, so that neither this cookie nor a session's passes for the other. */
const SALT = "grantway.device"

const deviceClaims = z.object({
  /** Of one length, however long the email is. */
  emailDigest: z.string(),
  device: z.uuid(),
  iat: z.number(),
  exp: z.number(),
})

/** A device on which somebody signed in before, as its cookie tells. */
export interface Device {
  readonly id: string
  /** `digest` of the one email that it is known for. */
  readonly emailDigest: string
}

/** The device in a `Cookie` header; `undefined` for none, and for one that is forged, expired or broken. */
export async function readDevice(cookieHeader: string | null): Promise<Device | undefined> {
  const token = cookieValue(cookieHeader ?? "", deviceCookieName())
  if (!token) return undefined
  const claims = deviceClaims.safeParse(await decodeOrUndefined(token))
  if (!claims.success) return undefined
  const { emailDigest, device: id, iat, exp } = claims.data
  return exp - iat > DEVICE_MAX_AGE_SECONDS + CLOCK_TOLERANCE_SECONDS ? undefined : { id, emailDigest }
}

/**
 * The `Set-Cookie` header that makes this device known for an email. One that is known for it already keeps its id,
 * and with it what was counted.
 */
export async function deviceCookie(email: string, known: Device | undefined): Promise<string> {
  const emailDigest = digest(email)
  const device = known?.emailDigest === emailDigest ? known.id : randomUUID()
  const token = { emailDigest, device }
  const { NEXTAUTH_SECRET: secret, secureCookies } = env()
  const value = await encode({ token, secret, salt: SALT, maxAge: DEVICE_MAX_AGE_SECONDS })
  const attributes = ["Path=/api/auth", `Max-Age=${DEVICE_MAX_AGE_SECONDS}`, "HttpOnly", "SameSite=Strict"]
  return [`${deviceCookieName()}=${value}`, ...attributes, ...(secureCookies ? ["Secure"] : [])].join("; ")
}

/** The name of the cookie. */
export function deviceCookieName(): string {
  return cookieNameOf("grantway.device")
}

async function decodeOrUndefined(token: string): Promise<unknown> {
  try {
    return await decodeSessionToken({ token, secret: env().NEXTAUTH_SECRET, salt: SALT })
  } catch {
    // Whatever a stranger put there makes a device that nobody knows.
    return undefined
  }
}
