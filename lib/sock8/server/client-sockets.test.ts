import { once } from "node:events"
import { createServer, type Server } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { afterEach, expect, test } from "vitest"
import { trackSockets } from "./client-sockets"

let server: Server
afterEach(() => void server.close())

const answersOnTheirWay = () =>
  (Reflect.get(globalThis, "sock8Answers") as Map<string, unknown> | undefined)?.size

test("S-23 of requests that waited behind another one nothing is left when their socket closes", async () => {
  trackSockets()
  // Answers nothing, as a stream does that goes on.
  server = createServer(() => undefined).listen(0, "127.0.0.1")
  await once(server, "listening")
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1")
  socket.write("GET / HTTP/1.1\r\nHost: app.example\r\n\r\n".repeat(100))
  await expect.poll(answersOnTheirWay).toBe(100)
  socket.destroy()
  await expect.poll(answersOnTheirWay).toBe(0)
})
