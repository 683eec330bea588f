/** Handlers behind a real HTTP server, whose answers are written as Next writes them. */
import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"

/** A handler that is served. */
export interface HttpFront {
  readonly port: number
  close(): Promise<void>
}

/** Serves a handler on a free port of this machine. */
export async function serve(handler: (request: Request) => Promise<Response>): Promise<HttpFront> {
  const server = createServer((incoming, outgoing) => void answer(handler, incoming, outgoing))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(
  handler: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const left = new AbortController()
  outgoing.on("close", () => left.abort())
  const { method = "GET", url = "/", headers } = incoming
  const request = new Request(new URL(url, `http://${headers.host}`), {
    ...{
      method,
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    },
    ...(method === "POST" && { body: await buffer(incoming) }),
    signal: left.signal,
  })
  const response = await handler(request)
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  let goOn: () => void = () => undefined
  for (const event of ["drain", "close"]) outgoing.on(event, () => goOn())
  // Each piece waits for the one before it, and where the body fails the connection ends.
  const writer = new WritableStream<Uint8Array>({
    async write(bytes) {
      if (!outgoing.write(bytes)) await new Promise<void>((go) => (goOn = go))
    },
    close: () => void outgoing.end(),
    abort: () => void outgoing.destroy(),
  })
  await response.body?.pipeTo(writer, { signal: left.signal }).catch(() => undefined)
}
