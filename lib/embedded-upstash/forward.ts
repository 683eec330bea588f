import type {
  ClientRequest,
  IncomingHttpHeaders,
  IncomingMessage,
  RequestOptions,
  ServerResponse,
} from "node:http"
import { pipeline } from "node:stream"
import { BackendUnavailableError } from "./backend"
import { refuse } from "./refuse"

/** Begins a request to where requests are forwarded. */
export type OpenRequest = (options: RequestOptions) => ClientRequest

/** Sends a request on and its answer back, streams too. Its credential stays here: the way on has its own proof. */
export function forward(request: IncomingMessage, response: ServerResponse, open: OpenRequest): void {
  const { authorization: _, ...headers } = endToEnd(request.headers)
  const outgoing = open({ method: request.method, path: request.url, headers })
  outgoing.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers))
    response.flushHeaders()
    pipeline(answer, response, () => undefined)
  })
  outgoing.on("error", () => refuse(request, response, new BackendUnavailableError("it does not answer")))
  response.on("close", () => outgoing.destroy())
  pipeline(request, outgoing, () => undefined)
}

/** The headers that are not about one connection. */
function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { connection: _1, "keep-alive": _2, "transfer-encoding": _3, host: _4, ...others } = headers
  return others
}
