/** For the tests of this folder: a real server behind the rules, and clients that write bytes to it. */
import { once } from "node:events"
import { createServer } from "node:http"
import { connect, type Socket } from "node:net"
import type { GateSettings } from "./gate"
import { guardServer } from "./guard-server"

export type GuardedWorld = Awaited<ReturnType<typeof startGuarded>>

/** A client, and all that it was sent. */
export interface Client {
  readonly socket: Socket
  received(): string
  /** All that it was sent, once the server has closed. */
  untilClosed(): Promise<string>
}

/** Starts a server whose handler answers with the body that reached it, in angle brackets, once `isReady` resolves. */
export async function startGuarded({
  isReady = Promise.resolve(),
  ...settings
}: Partial<GateSettings> & { isReady?: Promise<void> } = {}) {
  const handled: string[] = []
  const addresses: (string | undefined)[] = []
  const server = createServer(async (request, response) => {
    handled.push(`${request.method} ${request.url}`)
    addresses.push(request.socket.remoteAddress)
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    await isReady
    response.end(`<${Buffer.concat(pieces)}>`)
  })
  // As Next does: it takes every upgrade, serves one path, and leaves the other sockets alone.
  server.on("upgrade", (request, socket) => {
    handled.push(`upgrade ${request.url}`)
    if (request.url === "/_next/hmr?id=1") socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n")
  })
  guardServer(server, { isDevelopment: false, headers: {}, ...settings })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  const port = typeof address === "object" && address ? address.port : 0
  return {
    handled,
    /** Where each handled request came from. */
    addresses,
    server,
    port,
    /** Connects and writes. A stubborn client stays after it was refused. */
    say: (text: string | Uint8Array, { isStubborn = false } = {}) => openClient(port, text, isStubborn),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function openClient(port: number, text: string | Uint8Array, isStubborn: boolean): Client {
  // Does not close by itself when the server does.
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true })
  let received = ""
  const closed = new Promise<void>((resolve) => {
    socket.on("end", resolve)
    socket.on("close", () => resolve())
  })
  // A reset is one way of closing.
  socket.on("error", () => undefined)
  socket.on("data", (piece: Buffer) => {
    received += piece.toString("latin1")
    // Clients that are refused do not go on.
    if (/"code":"\w+"/.test(received) && !isStubborn) socket.end()
  })
  socket.write(text)
  return {
    socket,
    received: () => received,
    async untilClosed() {
      await closed
      socket.destroy()
      return received
    },
  }
}

/** A request as bytes. */
export function requestOf(line: string, headers: readonly string[] = [], body = ""): string {
  return `${[`${line} HTTP/1.1`, "Host: app.example", ...headers].join("\r\n")}\r\n\r\n${body}`
}
