/** Requests that arrive on a connection before the one before them is answered. */
import { once } from "node:events"
import { connect } from "node:net"
import { setTimeout as pause } from "node:timers/promises"
import { afterEach, expect, test } from "vitest"
import { type GuardedWorld, requestOf, startGuarded } from "./guarded-world"

let world: GuardedWorld
afterEach(() => world.close())

/** A world that answers nothing until it is told to. */
async function startWaiting(): Promise<() => void> {
  let answerAll = () => {}
  world = await startGuarded({ isReady: new Promise((resolve) => (answerAll = resolve)) })
  return answerAll
}

const page = (number: number) => requestOf(`GET /${number}`)

test("S-25 a thousand requests in one write: one is begun, four are answered in order, and the connection ends", async () => {
  const answerAll = await startWaiting()
  const client = world.say(Array.from({ length: 1_000 }, (_, index) => page(index)).join(""))
  await expect.poll(() => world.handled).toEqual(["GET /0"])
  await pause(50)
  expect(world.handled).toEqual(["GET /0"])
  answerAll()
  const answers = await client.untilClosed()
  expect(answers.match(/HTTP\/1\.1 \d{3}/g)).toEqual([
    ...Array.from({ length: 4 }, () => "HTTP/1.1 200"),
    "HTTP/1.1 429",
  ])
  expect(answers).toMatch(/Retry-After: 1\r\n.*"code":"RATE_LIMITED"/s)
  expect(world.handled).toEqual(["GET /0", "GET /1", "GET /2", "GET /3"])
})

test("S-25 what a client that has gone left behind is not begun", async () => {
  const answerAll = await startWaiting()
  const client = world.say(page(0) + page(1) + page(2))
  await expect.poll(() => world.handled).toEqual(["GET /0"])
  client.socket.resetAndDestroy()
  await pause(50)
  answerAll()
  await pause(50)
  expect(world.handled).toEqual(["GET /0"])
})

test("S-25 a request whose client is gone when it is read is not begun, since nobody can be counted for it", async () => {
  world = await startGuarded()
  const clients = Array.from({ length: 200 }, () => connect(world.port, "127.0.0.1"))
  await Promise.all(clients.map((socket) => once(socket, "connect")))
  for (const socket of clients) {
    socket.on("error", () => undefined)
    socket.write(page(0), () => socket.resetAndDestroy())
  }
  await pause(300)
  const answers = await world.say(requestOf("GET /last", ["Connection: close"])).untilClosed()
  expect(answers).toContain("<>")
  expect(world.addresses).not.toContain(undefined)
})

test("S-25 few requests at once are all answered, with their bodies and in order", async () => {
  world = await startGuarded()
  const post = (text: string, headers: readonly string[] = []) =>
    requestOf("POST /api/wave", [...headers, `Content-Length: ${text.length}`], text)
  const asked = post("one") + page(2) + post("three") + post("four", ["Connection: close"])
  const answers = await world.say(asked).untilClosed()
  expect(answers.match(/<.*?>/g)).toEqual(["<one>", "<>", "<three>", "<four>"])
})

test("S-25 a connection that waits for its answers is used again and again", async () => {
  world = await startGuarded()
  const client = world.say(page(0))
  for (let number = 1; number < 20; number += 1) {
    await expect.poll(() => client.received().match(/<>/g)?.length).toBe(number)
    client.socket.write(page(number))
  }
  await expect.poll(() => client.received().match(/HTTP\/1\.1 200/g)?.length).toBe(20)
  client.socket.destroy()
})
