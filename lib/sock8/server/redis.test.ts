import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Redis } from "@upstash/redis"
import { expect, test } from "vitest"
import { createRunScript } from "./redis"

test("a command that Redis never answers is UNAVAILABLE, also where the app's client would wait for ever", async () => {
  const silent = createServer(() => undefined)
  await new Promise<void>((listening) => silent.listen(0, "127.0.0.1", listening))
  const { port } = silent.address() as AddressInfo
  const redis = new Redis({ url: `http://127.0.0.1:${port}`, token: "t", retry: false })
  try {
    const run = createRunScript(() => redis, { withinMs: 50 })
    await expect(run("return 1", [], [])).rejects.toMatchObject({ code: "UNAVAILABLE" })
  } finally {
    silent.closeAllConnections()
    silent.close()
  }
})
