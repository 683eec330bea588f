/** Strangers are counted by their address: the pattern of the documents, and where such an address may come from. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { describe, expect, test } from "vitest"
import { setEnv } from "@/lib/env"
import { realtime } from "@/lib/realtime"
import { tellPeerAddresses } from "@/lib/sock8/server/client-address"
import { limitAttempts, requireGrants, requireToken, type Step } from "@/lib/sock8/server/door"
import { handle } from "@/lib/sock8/server/handle"
import { ask, startAppWorld } from "./app-world"
import { roomInThisMinute } from "./minute"

startAppWorld()

describe("how often", () => {
  test("U0-19 counted by the address of the socket: what a client writes into x-forwarded-for changes nothing", async () => {
    await roomInThisMinute()
    const door = [requireToken, limitAttempts({ perAddress: { max: 3, perSeconds: 60 } }), requireGrants]
    await using server = await serve(door)
    const forged = ["192.0.2.1", "192.0.2.2, 198.51.100.7", "anonymous", ""]
    const statuses: number[] = []
    for (const address of forged) statuses.push(await server.ask({ "x-forwarded-for": address }))
    expect(statuses).toEqual([200, 200, 200, 429])
    // Behind one proxy that adds the caller's address, that last entry counts, and what stands before it does not.
    setEnv({ TRUSTED_PROXY_HOPS: "1" })
    try {
      const behind: number[] = []
      for (const before of ["1.1.1.1", "2.2.2.2", "3.3.3.3", "4.4.4.4"]) {
        behind.push(await server.ask({ "x-forwarded-for": `${before}, 203.0.113.5` }))
      }
      expect(behind).toEqual([200, 200, 200, 429])
      expect(await server.ask({ "x-forwarded-for": "1.1.1.1, 203.0.113.6" }), "another caller").toBe(200)
    } finally {
      setEnv({ TRUSTED_PROXY_HOPS: "0" })
    }
  })

  test("U0-19 where no address is known nobody shares a bucket with all other strangers", async () => {
    const door = [requireToken, limitAttempts({ perAddress: { max: 3, perSeconds: 60 } }), requireGrants]
    for (let n = 0; n < 5; n += 1) {
      expect((await ask(door, { "x-forwarded-for": "192.0.2.9" }, "lobby")).status).toBe(200)
    }
  })
})

/** A stream behind a real socket, since that is where an address comes from. */
async function serve(door: readonly Step[]) {
  tellPeerAddresses()
  const stream = handle({ realtime, middleware: door })
  const server = createServer(async ({ headers, url }, response) => {
    const leave = new AbortController()
    const texts = Object.entries(headers).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value] as [string, string]] : [],
    )
    const { status } = await stream(
      new Request(`http://127.0.0.1${url}`, { headers: texts, signal: leave.signal }),
    )
    leave.abort()
    response.writeHead(status).end()
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo
  return {
    ask: async (headers: Record<string, string>) =>
      (await fetch(`http://127.0.0.1:${port}/api/realtime?channel=lobby`, { headers })).status,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
