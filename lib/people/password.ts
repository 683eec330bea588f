/** Passwords: hashed slowly, compared in constant time. */
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto"

/** Longest password that is looked at; to hash a longer one would only cost us. */
export const MAX_PASSWORD_LENGTH = 200

/** What scrypt takes: memory and time grow with `N` and `r`, time with `p`. */
export interface Cost {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** 32 MiB and a few tenths of a second per try, as OWASP's password storage cheat sheet has it. */
const COST: Cost = { N: 2 ** 15, r: 8, p: 3 }
const SALT_BYTES = 16
const HASH_BYTES = 32

// A stored hash names its own cost, so that raising the cost later leaves the old ones valid.
const STORED = /^scrypt\$(\d{1,8})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/

/** Hashes a password for `savePasswordHash`: `scrypt$N$r$p$salt$hash`, with a salt of its own. */
export async function hashPassword(password: string, cost: Cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(password, salt, cost)
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), hash.toString("base64url")].join("$")
}

/**
 * Tells whether this is the password behind a stored hash. Without a hash (nobody has that e-mail) it takes
 * as long and says no, so that the time an answer takes does not tell who has an account.
 */
export async function verifyPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  const stored = parseStored(passwordHash) ?? nobodys
  const isShortEnough = password.length <= MAX_PASSWORD_LENGTH
  const hash = await derive(isShortEnough ? password : "", stored.salt, stored.cost)
  return timingSafeEqual(hash, stored.hash) && isShortEnough && stored !== nobodys
}

interface Stored {
  readonly cost: Cost
  readonly salt: Buffer
  readonly hash: Buffer
}

const nobodys: Stored = { cost: COST, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) }

function parseStored(text: string | undefined): Stored | undefined {
  const [, N, r, p, salt, hash] = STORED.exec(text ?? "") ?? []
  if (!salt || !hash) return undefined
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, "base64url"),
    hash: Buffer.from(hash, "base64url"),
  }
}

function derive(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  // One spelling per password: keyboards differ in how they compose an "é".
  const text = password.normalize("NFKC")
  return new Promise((resolve, reject) => {
    scrypt(text, salt, HASH_BYTES, { N, r, p, maxmem: 2 * 128 * N * r }, (error, hash) =>
      error ? reject(error) : resolve(hash),
    )
  })
}
