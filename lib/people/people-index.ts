/**
 * Who there is in teams and organisations, in `keys.people`: Redis cannot be asked for all records of a kind. Whoever
 * belongs to nothing is not in it, for anybody with a GitHub account can become somebody here, and every page that lists
 * people reads the whole of it.
 */
import { PERSON_TTL_SECONDS } from "../redis/keys"
import type { Person } from "./person"

/** The entry of somebody whose record was written or renewed just now; `undefined` for who belongs to nothing. */
export function indexed({ id, orgId, teamIds }: Person): { score: number; member: string } | undefined {
  if (orgId === undefined && teamIds.length === 0) return undefined
  return { score: nowInSeconds() + PERSON_TTL_SECONDS, member: id }
}

/** The time by which entries are judged. */
export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000)
}
