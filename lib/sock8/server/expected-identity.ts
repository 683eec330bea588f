import { Sock8Error } from "../core/errors"
import { EXPECTED_IDENTITY_HEADER } from "../core/wire"

/**
 * Refuses a request of a page that shows another person than the one who proves to send it. A cookie belongs to the whole
 * browser and changes under its open pages; a page names the person that it was rendered for.
 *
 * @throws Sock8Error `IDENTITY_CHANGED`
 */
export function requireExpectedIdentity(request: Request, identity: string): void {
  const expected = request.headers.get(EXPECTED_IDENTITY_HEADER)
  if (expected !== null && expected !== identity) throw new Sock8Error("IDENTITY_CHANGED")
}
