/** Puts the demo people where they are missing. */
import { keys } from "../redis/keys"
import { redis } from "../redis/redis"
import { changePerson } from "./change-person"
import { DEMO_PASSWORD, type DemoPerson, demoPeople } from "./demo-people"
import { hashPassword } from "./password"
import { parsePerson, savePasswordHash } from "./people"

/**
 * Saves those demo people who are not there; whoever is there stays as they are, also when somebody has
 * suspended or promoted them since.
 */
export async function seedDemoPeople(): Promise<void> {
  const records = await redis().mget<(string | null)[]>(...demoPeople.map(({ id }) => keys.person(id)))
  const absent = demoPeople.filter(({ id }, index) => parsePerson(id, records[index]) === undefined)
  if (absent.length === 0) return
  // One hash for all of them: it is slow by design, and their password is no secret.
  const passwordHash = await hashPassword(DEMO_PASSWORD)
  await Promise.all(absent.map((person) => saveDemoPerson(person, passwordHash)))
}

async function saveDemoPerson({ about: _about, ...person }: DemoPerson, passwordHash: string): Promise<void> {
  await savePasswordHash(person, passwordHash)
  // Last, because a person who is there counts as complete. Another process may have saved and changed them meanwhile.
  await changePerson({ by: person.id, id: person.id }, (known) => known ?? person)
}
