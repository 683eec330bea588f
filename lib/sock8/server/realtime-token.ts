import { Sock8Error } from "../core/errors"
import { authenticate } from "./authenticate"
import { type Endpoint, runEndpoint, type WithSock8Options } from "./endpoint"

/**
 * Makes the endpoint that answers `{ token }` and nothing else, for clients that fetch a token themselves and
 * hand it to `RealtimeProvider`. The same token as `authenticate` gives, with permissions from the app's rules.
 */
export function realtimeToken(options: WithSock8Options): (request: Request) => Promise<Response> {
  return (request) => runEndpoint("authenticate", tokenOnly, request, options)
}

const tokenOnly: Endpoint = async (request, options, note) => {
  try {
    const { token } = await authenticate(request, options, note)
    return { token }
  } catch (error) {
    const nobody = error instanceof Sock8Error && error.code === "AUTH_REQUIRED"
    throw nobody ? new Sock8Error("AUTH_REQUIRED", { title: "Unauthorized" }) : error
  }
}
