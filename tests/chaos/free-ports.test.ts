import { once } from "node:events"
import { type AddressInfo, createServer } from "node:net"
import { expect, test } from "vitest"
import { findFreePorts } from "./free-ports"

test("a row of ports that somebody listens on is passed over", async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port: taken } = server.address() as AddressInfo
  try {
    for (const from of [taken, taken - 2]) expect(await findFreePorts(from, 3)).toBeGreaterThan(taken)
  } finally {
    server.close()
  }
})

test("where there are no such ports it says so", async () => {
  await expect(findFreePorts(65_535, 3)).rejects.toThrow("no 3 free ports")
})
