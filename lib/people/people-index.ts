/**
 * The people of all teams and organisations, in `keys.people`: Redis cannot be asked for all records of a kind. People who
 * belong to nothing are left out. Anybody with a GitHub account can be one of them, and every page that lists people reads
 * the whole index.
 */
import { PERSON_TTL_SECONDS } from "../redis/keys"
import type { Person } from "./person"

/** The entry of somebody whose record was written or renewed just now; `undefined` for people who belong to nothing. */
export function indexed({ id, orgId, teamIds }: Person): { score: number; member: string } | undefined {
  if (orgId === undefined && teamIds.length === 0) return undefined
  return { score: nowInSeconds() + PERSON_TTL_SECONDS, member: id }
}

/** The time by which entries are judged. */
export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000)
}
