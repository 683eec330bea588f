/** Who there is: the ids of all people, since Redis cannot be asked for all records of a kind. */
import { PERSON_TTL_SECONDS } from "../redis/keys"

/** Sorted set: ids of people, by the second since 1970 at which their record ends. */
export const PEOPLE_INDEX = "grantway:people"

/** The entry of somebody whose record was written or renewed just now. */
export function indexed(id: string): { score: number; member: string } {
  return { score: nowInSeconds() + PERSON_TTL_SECONDS, member: id }
}

/** The time by which entries are judged. */
export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000)
}
