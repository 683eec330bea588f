import type { AddressInfo, Server } from "node:net"

/** A port that something else listens on. */
export class PortTakenError extends Error {
  override name = "PortTakenError"
  constructor(port: number, host: string, cause: Error) {
    super(`Port ${port} on ${host} is taken. Choose another one, or end what listens there.`, { cause })
  }
}

/**
 * Starts to listen; port 0 takes any free one.
 *
 * @throws PortTakenError
 */
export function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new PortTakenError(port, host, error) : error),
    )
    server.listen(port, host, () => {
      const address = server.address()
      if (address === null || typeof address === "string") reject(new Error("The server has no port."))
      else resolve(address)
    })
  })
}

/** Ends a server and its connections: streams would otherwise keep it open for ever. */
export async function closeServer(server: Server & { closeAllConnections(): void }): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
