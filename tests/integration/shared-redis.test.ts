/**
 * The embedded Redis that several processes share by a port they know, where something else may listen on that port:
 * it is not taken for ours, and learns nothing.
 */
import { connect, createServer, type Server, type Socket } from "node:net"
import { Duplex, PassThrough } from "node:stream"
import { createServer as createTlsServer } from "node:tls"
import { Redis } from "@upstash/redis"
import { expect, test, vi } from "vitest"
import { openSharedUpstash, ownSharedUpstash, type SharedUpstash } from "@/lib/embedded-upstash/share"
import { serverOptions } from "@/lib/embedded-upstash/shared-secret"
import { endAfterEach, ending, holds, newSecret, pretender, squat } from "./squatter"
import { findFreePort as freePort } from "./upstash-servers"

const secret = newSecret()
endAfterEach()

async function open(port: number, opening = openSharedUpstash): Promise<SharedUpstash & { redis: Redis }> {
  const shared = await opening({ port, secret })
  ending.push(shared.close)
  return { ...shared, redis: clientOf(shared) }
}

function clientOf({ url, token }: Pick<SharedUpstash, "url" | "token">): Redis {
  return new Redis({ url, token, retry: false, signal: () => AbortSignal.timeout(5_000) })
}

/** The same connection, read from a copy of what arrives. */
function copyOf(socket: Socket): Duplex {
  const copy = new PassThrough()
  socket.on("data", (bytes) => copy.write(bytes))
  socket.on("close", () => copy.end())
  return Duplex.from({ readable: copy, writable: socket })
}

const squatters: Readonly<Record<string, () => Server>> = {
  "says PONG to everything": pretender,
  "accepts and never answers": () => createServer(),
  "hangs up": () => createServer((socket) => void socket.destroy()),
  "answers nonsense": () => createServer((socket) => void socket.write("x".repeat(4096))),
  "speaks TLS with a key of its own": () => {
    const tls = createTlsServer(serverOptions(newSecret()))
    // In front of it, the bytes are seen as they came.
    return createServer((socket) => void tls.emit("connection", copyOf(socket)))
  },
}

test.each(Object.entries(squatters))(
  "S-11 what %s is not taken for ours, and is sent no secret",
  async (_, make) => {
    const port = await freePort()
    const { asked, bytes } = await squat(port, make())
    const { role, redis, token, url } = await open(port)
    expect(role).toBe("alone")
    expect(url).not.toContain(`:${port}`)
    expect(await redis.set("a", "1"), "it works all the same").toBe("OK")
    expect(asked()).toBeGreaterThan(0)
    expect(holds(bytes(), secret, token)).toBe(false)
  },
)

test("S-11 processes with the same secret share one Redis, streams included, and those with another do not", async () => {
  const port = await freePort()
  const [one, two, three] = await Promise.all([open(port), open(port), open(port)])
  expect([one.role, two.role, three.role].sort()).toEqual(["guest", "guest", "owner"])
  const heard: unknown[] = []
  const subscription = two.redis.subscribe("news")
  subscription.on("message", ({ message }) => heard.push(message))
  await new Promise<void>((resolve) => subscription.on("subscribe", () => resolve()))
  await one.redis.set("a", "from one")
  expect(await three.redis.get("a")).toBe("from one")
  await three.redis.publish("news", "hello")
  await vi.waitFor(() => expect(heard).toEqual(["hello"]))
  await subscription.unsubscribe()
  const stranger = await openSharedUpstash({ port, secret: newSecret() })
  ending.push(stranger.close)
  expect(stranger.role).toBe("alone")
  expect(await clientOf(stranger).get("a")).toBeNull()
})

test("S-11 whoever passes our connection on to the real server reads nothing and alters nothing", async () => {
  const [port, elsewhere] = [await freePort(), await freePort()]
  const real = await open(elsewhere, ownSharedUpstash)
  let alter = false
  const relay = createServer((socket) => {
    const onward = connect(elsewhere, "127.0.0.1")
    onward.on("error", () => socket.destroy())
    socket.on("error", () => onward.destroy())
    onward.pipe(socket)
    socket.on("data", (bytes) => {
      const last = bytes.length - 1
      if (alter) bytes[last] = (bytes[last] ?? 0) ^ 1
      onward.write(bytes)
    })
  })
  const { bytes } = await squat(port, relay)
  const { role, redis } = await open(port)
  // It is ours that answers, whatever the way: a holder of the secret, and nobody else.
  expect(role).toBe("guest")
  await redis.set("key-of-the-relay-test", "value-of-the-relay-test")
  expect(await real.redis.get("key-of-the-relay-test")).toBe("value-of-the-relay-test")
  expect(holds(bytes(), secret, real.token, "key-of-the-relay-test", "value-of-the-relay-test")).toBe(false)
  alter = true
  await expect(redis.set("key-of-the-relay-test", "altered")).rejects.toThrow()
  expect(await real.redis.get("key-of-the-relay-test")).toBe("value-of-the-relay-test")
})

test("S-11 what takes the port when the owner has ended gets nothing from those who used it", async () => {
  const port = await freePort()
  const owner = await openSharedUpstash({ port, secret })
  const guest = await open(port)
  expect(await guest.redis.set("a", "1")).toBe("OK")
  await owner.close()
  const squatter = await squat(port, pretender())
  await expect(guest.redis.set("b", "a-value-of-this-test")).rejects.toThrow()
  expect(holds(squatter.bytes(), secret, guest.token, "a-value-of-this-test")).toBe(false)
  // The owner comes back where it was: those who used it need no restart.
  await squatter.end()
  const again = await open(port)
  expect(again.role).toBe("owner")
  await vi.waitFor(async () => expect(await guest.redis.set("c", "1")).toBe("OK"))
  expect(await again.redis.get("c")).toBe(1)
})

test("S-11 on the port that is known nothing is answered without the secret", async () => {
  const port = await freePort()
  const { token } = await open(port)
  for (const address of [`http://127.0.0.1:${port}/ping`, `https://127.0.0.1:${port}/ping`]) {
    await expect(fetch(address, { headers: { authorization: `Bearer ${token}` } })).rejects.toThrow()
  }
})

test("S-11 an endpoint answers no page: no other name of this machine, and no Origin, whoever has the token", async () => {
  const port = await freePort()
  const owner = await open(port)
  const guest = await open(port)
  for (const { url, token } of [owner, guest]) {
    const status = (headers: Record<string, string>) =>
      statusOf(url, { authorization: `Bearer ${token}`, ...headers })
    expect(await status({})).toBe(200)
    for (const host of [
      "evil.example",
      "127.0.0.1.evil.example",
      "localhost.evil.example:80",
      "169.254.0.1",
      "",
    ]) {
      expect(await status({ host }), host).toBe(403)
    }
    for (const origin of ["http://evil.example", url, "null"])
      expect(await status({ origin }), origin).toBe(403)
    expect(await statusOf(url, {})).toBe(401)
    expect(await statusOf(url, { authorization: `Bearer ${token}x` })).toBe(401)
  }
})

/** The status of a PING, byte by byte: `fetch` chooses some headers itself. */
function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const { hostname, port, host } = new URL(url)
  const lines = Object.entries({ host, connection: "close", ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    let text = ""
    socket.on("data", (bytes) => {
      text += bytes
    })
    socket.on("error", reject)
    socket.on("close", () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)))
    socket.write(`GET /ping HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`)
  })
}
