/** What the app knows of a person. Read from Redis at each request, so that a change counts at once. */
import { z } from "zod"

/** Ids become a segment of channel names and of Redis keys, so they may not hold anything else. */
export const personId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

const groupId = personId

/** The shape of the record in Redis. */
export const person = z.object({
  id: personId,
  name: z.string().min(1).max(80),
  email: z.email().max(254),
  role: z.enum(["admin", "member"]),
  /**
   * Names the time as an admin that began last: another one each time. API keys carry the name of the time in which they
   * were made, so that giving the role back does not bring them back. Written by `changePerson`.
   */
  adminTerm: groupId.exactOptional(),
  /** Absent for people who belong to no organisation. */
  orgId: groupId.exactOptional(),
  /** Each team is three grants, and a token has room for 64 of all kinds. */
  teamIds: z.array(groupId).max(16).readonly(),
  emailVerified: z.boolean(),
  /** A suspended person can sign in and is told so, and is granted no channel. */
  suspended: z.boolean(),
})

/** Somebody who can sign in. */
export type Person = Readonly<z.infer<typeof person>>
