/** Reads and writes people in Redis. */
import { env } from "../env"
import { keys, PERSON_TTL_SECONDS } from "../redis/keys"
import { redis } from "../redis/redis"
import { isDemoPerson } from "./demo-people"
import { indexed, nowInSeconds } from "./people-index"
import { type Person, person } from "./person"

/** The person with this id, or `undefined` where there is none. */
export async function readPerson(id: string): Promise<Person | undefined> {
  return parsePerson(id, await redis().get<string>(keys.person(id)))
}

/** The person who signs in by this e-mail and a password, or `undefined` where nobody does. */
export async function findPersonByEmail(email: string): Promise<Person | undefined> {
  return (await findAccount(email)).person
}

/**
 * The person of an e-mail together with their password hash. Asks Redis the same questions whether or not
 * there is such a person, so that the time it takes tells nothing.
 */
export async function findAccount(email: string): Promise<{ person?: Person; passwordHash?: string }> {
  const id = await redis().get<string>(keys.personByEmail(normaliseEmail(email)))
  const place = id ?? "nobody"
  const [record, passwordHash] = await redis().mget<[string | null, string | null]>(
    keys.person(place),
    keys.personPassword(place),
  )
  const found = id === null ? undefined : parsePerson(id, record)
  return found ? { person: found, ...(passwordHash !== null && { passwordHash }) } : {}
}

/** Writes a person as a whole. To change one who may be changed by others, too, use `changePerson`. */
export async function savePerson(record: Person): Promise<void> {
  const entry = indexed(record)
  const saving = redis()
    .multi()
    .set(keys.person(record.id), JSON.stringify(person.parse(record)), { ex: PERSON_TTL_SECONDS })
    .zremrangebyscore(keys.people, 0, nowInSeconds())
  if (entry) saving.zadd(keys.people, entry)
  else saving.zrem(keys.people, record.id)
  await saving.expire(keys.people, PERSON_TTL_SECONDS).exec()
}

/** Lets a person sign in by e-mail and the password that this is the hash of, see `hashPassword`. */
export async function savePasswordHash({ id, email }: Person, passwordHash: string): Promise<void> {
  await redis()
    .multi()
    .set(keys.personPassword(id), passwordHash, { ex: PERSON_TTL_SECONDS })
    .set(keys.personByEmail(normaliseEmail(email)), id, { ex: PERSON_TTL_SECONDS })
    .exec()
}

/** Starts the 400 days anew after which a person is forgotten. */
export async function renewPerson(record: Person): Promise<void> {
  const { id, email } = record
  const all = [
    keys.person(id),
    keys.personPassword(id),
    keys.personByEmail(normaliseEmail(email)),
    keys.people,
  ]
  const entry = indexed(record)
  const renewal = redis().multi()
  if (entry) renewal.zadd(keys.people, entry)
  for (const key of all) renewal.expire(key, PERSON_TTL_SECONDS)
  await renewal.exec()
}

/**
 * The person in a stored record. A record that is not one counts as absent, and so do the demo people
 * where they are switched off: their password is public, and switching off has to be enough.
 */
export function parsePerson(id: string, record: string | null | undefined): Person | undefined {
  if (!record || (isDemoPerson(id) && !env().demoPeople)) return undefined
  const parsed = person.safeParse(parseJson(record))
  return parsed.success && parsed.data.id === id ? parsed.data : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** One spelling per address: as people retype it, in any case and with spaces around. */
export function normaliseEmail(email: string): string {
  return email.trim().normalize("NFKC").toLowerCase()
}
