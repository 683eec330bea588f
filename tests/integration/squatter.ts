/** Programs that listen where the embedded Redis is looked for, and what reached them. */
import { randomBytes } from "node:crypto"
import { createServer as createHttpServer } from "node:http"
import type { Server, Socket } from "node:net"
import { afterEach } from "vitest"
import { listen } from "@/lib/embedded-upstash/listen"

/** What each test of a file ends, the last one first. */
export const ending: (() => Promise<unknown>)[] = []

/** Ends what a test opened, after each test of the file that calls this. */
export function endAfterEach(): void {
  afterEach(async () => {
    for (const end of ending.splice(0).reverse()) await end()
  })
}

export const newSecret = () => randomBytes(32).toString("base64url")

/** Answers whatever it is asked like a Redis that says PONG. */
export const pretender = (): Server =>
  createHttpServer((_, response) => void response.end('{"result":"PONG"}'))

/** Something on a port: how often it was asked, and all bytes that reached it. */
export async function squat(port: number, server: Server) {
  const received: Buffer[] = []
  const sockets = new Set<Socket>()
  server.on("connection", (socket: Socket) => {
    sockets.add(socket)
    socket.on("data", (bytes) => received.push(bytes))
    socket.on("error", () => undefined)
  })
  await listen(server, port, "127.0.0.1")
  const end = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((done) => server.close(done))
  }
  ending.push(() => end().catch(() => undefined))
  return { end, asked: () => sockets.size, bytes: () => Buffer.concat(received) }
}

/** Whether any of these texts is in the bytes, as it is or encoded. */
export function holds(bytes: Buffer, ...texts: string[]): boolean {
  const forms = texts.flatMap((text) => [
    text,
    ...(["hex", "base64", "base64url"] as const).map((form) => Buffer.from(text).toString(form)),
  ])
  return forms.some((form) => bytes.includes(form))
}
