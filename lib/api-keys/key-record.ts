/** What the app keeps of an API key. */
import { z } from "zod"
import { displayName } from "../people/display-name"
import { personId } from "../people/person"

/** Most channels of one key: all their people are looked up at each use. */
export const MAX_SCOPE = 16

/** What a key may do. A machine is nobody who could be present. */
export type KeyAction = "read" | "publish"

const actions = z
  .array(z.enum(["read", "publish"]))
  .min(1)
  .max(2)

/** The record in Redis. */
export const keyRecord = z.object({
  id: z.string(),
  /** SHA-256 of the secret. The secret itself is nowhere. */
  secretHash: z.string(),
  name: z.string(),
  orgId: personId,
  /** The admin who made it. The key can do what they may still give away, and nothing once they may not. */
  madeBy: personId,
  /** The maker's `adminTerm` when it was made: in another one the key is good for nothing. */
  madeIn: personId.exactOptional(),
  madeAt: z.number(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
  /** Exact names of channels, never a level of them. */
  scope: z.array(z.object({ channel: z.string(), actions })).max(MAX_SCOPE),
  /** Ids of the people whom those channels are about: they are read together with the key. */
  people: z.array(personId).max(MAX_SCOPE),
})

/** A key without its secret. */
export type KeyRecord = Readonly<z.infer<typeof keyRecord>>

/** Most days that a key is good for. */
export const MAX_DAYS = 365

/** What an admin asks for. */
export const keyRequest = z.strictObject({
  name: z.string().max(1000).transform(displayName).pipe(z.string().min(1).max(60)),
  days: z.number().int().min(1).max(MAX_DAYS).default(30),
  scope: z
    .array(
      z.strictObject({ path: z.string(), params: z.record(z.string(), z.string()).default({}), actions }),
    )
    .min(1)
    .max(MAX_SCOPE),
})

/** A key to be made. */
export type KeyRequest = z.infer<typeof keyRequest>
