/**
 * Lists people. What this costs grows with the number of all who belong to a team or an organisation: one command for
 * ids, one for records.
 */
import { keys } from "../redis/keys"
import { redis } from "../redis/redis"
import { parsePerson } from "./people"
import { nowInSeconds } from "./people-index"
import type { Person } from "./person"

/** The people of an organisation, by name. */
export async function peopleOfOrganisation(orgId: string): Promise<Person[]> {
  return (await readPeople()).filter((person) => person.orgId === orgId)
}

/** Those who are in at least one of these teams, by name. Who is in a team stands in each person's record alone. */
export async function peopleOfTeam(...teamIds: string[]): Promise<Person[]> {
  if (teamIds.length === 0) return []
  return (await readPeople()).filter((person) => person.teamIds.some((teamId) => teamIds.includes(teamId)))
}

async function readPeople(): Promise<Person[]> {
  const ids = await redis().zrange<string[]>(keys.people, nowInSeconds(), "+inf", { byScore: true })
  if (ids.length === 0) return []
  const records = await redis().mget<(string | null)[]>(...ids.map((id) => keys.person(id)))
  return ids
    .flatMap((id, index) => parsePerson(id, records[index]) ?? [])
    .sort((a, b) => a.name.localeCompare(b.name, "en") || a.id.localeCompare(b.id))
}
