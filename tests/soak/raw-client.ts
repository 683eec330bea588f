/** A client on a bare socket, which can do what no HTTP client does: read nothing, read slowly, end half, break off. */
import { connect, type Socket } from "node:net"

/** One request, as it is written to the socket. */
export interface RawRequest {
  readonly method: "GET" | "POST"
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

const ANSWER_WITHIN_MS = 30_000

/** Sends a request, and resolves with the status of the answer once it begins. What follows stays unread. */
export async function openRaw(
  port: number,
  request: RawRequest,
): Promise<{ readonly socket: Socket; readonly status: number }> {
  const socket = connect({ port, host: "127.0.0.1" })
  // Later errors are how the server cuts a client off.
  socket.on("error", () => undefined)
  const head = await new Promise<string>((resolve, reject) => {
    socket.setTimeout(ANSWER_WITHIN_MS, () => reject(new Error("No answer in time.")))
    socket.once("data", (bytes) => resolve(bytes.toString("latin1", 0, 15)))
    socket.once("close", () => reject(new Error("The connection ended without an answer.")))
    socket.write(written(request))
  }).catch((error: unknown) => {
    socket.destroy()
    throw error
  })
  socket.pause()
  socket.setTimeout(0)
  return { socket, status: Number(head.slice(9, 12)) }
}

/** Sends a request, reads its answer to the end or for half a minute, and resolves with its status. 0 is no answer. */
export async function sendRaw(port: number, request: RawRequest): Promise<number> {
  const headers = { ...request.headers, connection: "close" }
  const opened = await openRaw(port, { ...request, headers }).catch(() => undefined)
  if (!opened) return 0
  const { socket, status } = opened
  await new Promise<void>((resolve) => {
    const patience = setTimeout(() => socket.destroy(), ANSWER_WITHIN_MS)
    socket.once("close", () => {
      clearTimeout(patience)
      resolve()
    })
    socket.resume()
  })
  return status
}

function written({ method, path, headers, body = "" }: RawRequest): string {
  const all = { host: "127.0.0.1", ...headers, ...(method === "POST" && { "content-length": body.length }) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${path} HTTP/1.1`, ...lines, "", body].join("\r\n")
}
