import type { IncomingMessage, ServerResponse } from "node:http"
import { BackendUnavailableError } from "./backend"
import { RequestError } from "./request"

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { "content-type": "application/json" })
  response.end(JSON.stringify(content))
}

/** The one place where a failure becomes a response. */
export function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  // An unread body would keep the connection from carrying the next request.
  if (!request.complete) response.setHeader("connection", "close")
  request.resume()
  const { status, message } = describeFailure(error)
  sendJson(response, status, { error: message })
}

function describeFailure(error: unknown): { status: number; message: string } {
  if (error instanceof RequestError) return { status: error.status, message: error.message }
  if (error instanceof BackendUnavailableError) return { status: 503, message: `ERR ${error.message}` }
  return {
    status: 500,
    message: `ERR internal error: ${error instanceof Error ? error.message : String(error)}`,
  }
}
