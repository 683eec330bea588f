/** Signing in with e-mail and password. */
import { z } from "zod"
import { logUnavailable } from "../log"
import { MAX_PASSWORD_LENGTH, verifyPassword } from "../people/password"
import { findAccount, normaliseEmail, renewPerson } from "../people/people"
import type { Person } from "../people/person"
import { countTry, returnTry } from "./sign-in-tries"

/** Why signing in was not even tried. Becomes `?error=` on the sign-in page. */
export type SignInRefusal = "TooManyTries" | "Unavailable"

/** The name of a refusal is the message, because the message is all that next-auth passes on. */
export class SignInError extends Error {
  override readonly name = "SignInError"

  constructor(refusal: SignInRefusal, cause?: unknown) {
    super(refusal, { cause })
  }
}

const credentials = z.object({
  email: z.string().min(3).max(254).transform(normaliseEmail),
  password: z.string().min(1).max(MAX_PASSWORD_LENGTH),
})

/**
 * The person with this e-mail and this password. `undefined` says that they do not fit together and not
 * which of them is wrong. Throws a {@link SignInError} after too many tries, and where Redis is away.
 */
export async function signInWithPassword(input: unknown): Promise<Person | undefined> {
  const typed = credentials.safeParse(input)
  if (!typed.success) return undefined
  try {
    return await findByPassword(typed.data)
  } catch (cause) {
    if (cause instanceof SignInError) throw cause
    // Logged here, because next-auth drops everything but the message.
    logUnavailable(cause)
    throw new SignInError("Unavailable", cause)
  }
}

async function findByPassword({ email, password }: z.infer<typeof credentials>): Promise<Person | undefined> {
  if (!(await countTry(email))) throw new SignInError("TooManyTries")
  const { person, passwordHash } = await findAccount(email)
  const isRight = await verifyPassword(password, passwordHash)
  if (!person || !isRight) return undefined
  await Promise.all([returnTry(email), renewPerson(person)])
  return person
}
