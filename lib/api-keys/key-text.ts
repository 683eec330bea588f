/**
 * The text of an API key, `gw_<id>_<secret>`: what a machine sends, and what is shown once. The id is public,
 * it stands beside what the key says; the secret is known to its holder alone.
 */
import { createHash, randomInt, timingSafeEqual } from "node:crypto"
import { readBearer } from "../sock8/server/door"

/** A key in its two parts. */
export interface KeyText {
  readonly id: string
  readonly secret: string
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
/** 119 bits: more than 12 bytes. */
const ID_LENGTH = 20
/** 262 bits: more than 32 bytes. */
const SECRET_LENGTH = 44

/** Scanners of repositories and logs find a key by it. */
const PREFIX = "gw_"
/** The lengths stand here a second time, because a pattern that is put together is checked by no tool. */
const FORM = /^gw_([A-Za-z0-9]{20})_([A-Za-z0-9]{44})$/

/** A new key that nobody has. */
export function newKeyText(): KeyText {
  return { id: randomLetters(ID_LENGTH), secret: randomLetters(SECRET_LENGTH) }
}

/** The key as its holder sends it. */
export function formatKey({ id, secret }: KeyText): string {
  return `${PREFIX}${id}_${secret}`
}

/** The parts of a key, or `undefined` where the text is none. */
export function parseKey(text: string): KeyText | undefined {
  const [, id, secret] = FORM.exec(text) ?? []
  return id !== undefined && secret !== undefined ? { id, secret } : undefined
}

/** Tells whether a text means to be a key, malformed or not: no token begins like one. */
export function isKeyText(text: string): boolean {
  return text.startsWith(PREFIX)
}

/** Tells whether a request brings a key. */
export function bringsKey(request: Request): boolean {
  return isKeyText(readBearer(request) ?? "")
}

/**
 * What is stored in place of the secret. Plain SHA-256: scrypt makes each guess at a password dear, because
 * passwords can be guessed. 262 random bits cannot, at any price, and a slow hash at every request would be
 * a way to keep the server busy.
 */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url")
}

/** Tells whether a secret is the one that was hashed, in a time that does not depend on where they differ. */
export function isSecretOf(hash: string, secret: string): boolean {
  const [stored, given] = [Buffer.from(hash), Buffer.from(hashSecret(secret))]
  return stored.length === given.length && timingSafeEqual(stored, given)
}

function randomLetters(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join("")
}
