/** Who there is, in `keys.people`: Redis cannot be asked for all records of a kind. */
import { PERSON_TTL_SECONDS } from "../redis/keys"

/** The entry of somebody whose record was written or renewed just now. */
export function indexed(id: string): { score: number; member: string } {
  return { score: nowInSeconds() + PERSON_TTL_SECONDS, member: id }
}

/** The time by which entries are judged. */
export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000)
}
