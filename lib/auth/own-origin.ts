import { env } from "../env"
import { requireOwnOrigin as requireOrigin } from "../sock8/server/origin"

/**
 * Refuses a request that a page of another site made with the cookies of a person: one whose `Origin` is not `NEXTAUTH_URL`.
 *
 * @throws Sock8Error `ORIGIN_FORBIDDEN`
 */
export function requireOwnOrigin(request: Request): void {
  requireOrigin(request, env().NEXTAUTH_URL)
}
