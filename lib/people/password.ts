/** Passwords: hashed slowly, few at a time, and compared in constant time. */
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto"
import { availableParallelism } from "node:os"
import { createTurns, type Lane, type Turns } from "../turns"

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

/**
 * Node hashes on the four threads on which it also reads files and looks up host names, and all of them need a
 * processor. So at most two at once, and one processor is left to those who are signed in already.
 */
const MAX_AT_ONCE = Math.max(1, Math.min(2, availableParallelism() - 1))
/** A few seconds of hashing. */
const MAX_WAITING = 12
/**
 * Where hashing takes longer, as on a machine that is busy. Waiting and hashing together have to be shorter than an
 * idle connection is kept.
 */
export const MAX_WAIT_MS = 5_000
const RETRY_AFTER_SECONDS = 5

// Instrumentation and routes are separate module graphs, and both hash; only `globalThis` is shared by both.
const shared: { grantwayHashing?: Turns } = globalThis as object

/** Hashing takes turns, over the whole process. */
export function hashing(): Turns {
  shared.grantwayHashing ??= createTurns({
    ...{
      atOnce: MAX_AT_ONCE,
      maxWaiting: MAX_WAITING,
      maxWaitMs: MAX_WAIT_MS,
      retryAfter: RETRY_AFTER_SECONDS,
    },
  })
  return shared.grantwayHashing
}

/** Hashes a password for `savePasswordHash`: `scrypt$N$r$p$salt$hash`, with a salt of its own. Throws as {@link hashing} does. */
export async function hashPassword(password: string, cost: Cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await hashing().run("first", () => derive(password, salt, cost))
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), hash.toString("base64url")].join("$")
}

/**
 * Tells whether this is the password behind a stored hash. Without a hash (nobody has that e-mail) it takes
 * as long, waits in the same queue and says no, so that the time an answer takes does not tell who has an account.
 *
 * @throws Sock8Error `UNAVAILABLE` where too many are being hashed already
 */
export async function verifyPassword(
  password: string,
  passwordHash: string | undefined,
  lane: Lane = "last",
): Promise<boolean> {
  const stored = parseStored(passwordHash) ?? nobodys
  const isShortEnough = password.length <= MAX_PASSWORD_LENGTH
  const text = isShortEnough ? password : ""
  const hash = await hashing().run(lane, () => derive(text, stored.salt, stored.cost))
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
