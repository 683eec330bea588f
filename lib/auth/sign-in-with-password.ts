/** Signing in with e-mail and password. */
import { z } from "zod"
import { MAX_PASSWORD_LENGTH, verifyPassword } from "../people/password"
import { findAccount, normaliseEmail, renewPerson } from "../people/people"
import type { Person } from "../people/person"
import { Sock8Error } from "../sock8/core/errors"
import type { SignInAttempt } from "./sign-in-attempt"

const credentials = z.object({
  email: z.string().min(3).max(254).transform(normaliseEmail),
  password: z.string().min(1).max(MAX_PASSWORD_LENGTH),
})

type Credentials = z.infer<typeof credentials>

/** Somebody who signed in, and the email that they did it with, in its one spelling. */
export interface SignedIn {
  readonly person: Person
  readonly email: string
}

/**
 * The person with this e-mail and this password. `undefined` says that they do not fit together and not
 * which of them is wrong.
 *
 * @throws Sock8Error `RATE_LIMITED` after too many tries; `UNAVAILABLE` where Redis is away or too many sign in at
 * once. Both with the seconds to wait.
 */
export async function signInWithPassword(
  input: unknown,
  attempt: SignInAttempt,
): Promise<SignedIn | undefined> {
  const typed = credentials.safeParse(input)
  if (!typed.success) return undefined
  try {
    const person = await findByPassword(typed.data, attempt)
    return person && { person, email: typed.data.email }
  } catch (cause) {
    throw cause instanceof Sock8Error ? cause : new Sock8Error("UNAVAILABLE", { cause, retryAfter: 5 })
  }
}

async function findByPassword(
  { email, password }: Credentials,
  attempt: SignInAttempt,
): Promise<Person | undefined> {
  const { lane, takeBack } = await attempt.admit(email)
  const { person, passwordHash } = await findAccount(email)
  const isRight = await verifyPassword(password, passwordHash, lane).catch(async (error: unknown) => {
    await takeBack()
    throw error
  })
  if (!person || !isRight) return undefined
  await Promise.all([takeBack(), renewPerson(person)])
  return person
}
