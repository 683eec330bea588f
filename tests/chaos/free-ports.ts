import { createServer } from "node:net"

/** Of which as many ports are tried as a run needs at once. */
const TRIES = 50

/**
 * Finds so many ports in a row on 127.0.0.1 that nobody listens on, and answers the first. A run that met a server
 * of somebody else on one of its ports would take that for its own.
 *
 * @throws Error where it finds none.
 */
export async function findFreePorts(from: number, count: number): Promise<number> {
  for (let first = from; first < from + TRIES * count && first + count <= 65_536; first += count) {
    const row = Array.from({ length: count }, (_, index) => first + index)
    if ((await Promise.all(row.map(isFree))).every(Boolean)) return first
  }
  throw new Error(`There are no ${count} free ports in a row from ${from} on.`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once("error", () => resolve(false))
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
  })
}
