/** Tokens as a forger makes them: any header, any claims, any key. The real key is known to the tests alone. */
import { createHmac } from "node:crypto"
import { decodeJwt, decodeProtectedHeader } from "jose"

/** What to change of a good token. */
export interface Forgery {
  /** Claims to set; `undefined` takes one away. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** Members of the header to set; `undefined` takes one away. */
  readonly header?: Readonly<Record<string, unknown>>
  /** Default: the app's own key, so that nothing but the change can be the reason for a refusal. */
  readonly secret?: string
  readonly hash?: "sha256" | "sha384" | "sha512"
}

/** The key with which the tested app signs. */
export function ownSecret(): string {
  const secret = process.env.E2E_JWT_SECRET
  if (!secret) throw new Error("E2E_JWT_SECRET is not set: run the tests by the Playwright config.")
  return secret
}

/** A token with changes, signed again. */
export function forge(token: string, { claims = {}, header = {}, ...key }: Forgery): string {
  return signText(
    JSON.stringify({ ...decodeProtectedHeader(token), ...header }),
    JSON.stringify({ ...decodeJwt(token), ...claims }),
    key,
  )
}

/** A token of any text, for what no object can say: names given twice, broken JSON. */
export function signText(
  header: string,
  payload: string,
  { secret = ownSecret(), hash = "sha256" }: Pick<Forgery, "secret" | "hash"> = {},
): string {
  const body = `${encode(header)}.${encode(payload)}`
  return `${body}.${createHmac(hash, secret).update(body).digest("base64url")}`
}

/** The three parts of a token. */
export function partsOf(token: string): [header: string, payload: string, signature: string] {
  const [header = "", payload = "", signature = ""] = token.split(".")
  return [header, payload, signature]
}

/** Now, as tokens count it. */
export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000)
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64url")
}
