/** Answers that the app gives without asking its handler. */
import { setTimeout as pause } from "node:timers/promises"
import { afterEach, expect, test } from "vitest"
import { type GuardedWorld, requestOf, startGuarded } from "./guarded-world"

let world: GuardedWorld
afterEach(() => world.close())

const post = (path: string, text: string, headers: readonly string[] = []) =>
  requestOf(`POST ${path}`, [...headers, `Content-Length: ${text.length}`], text)

/** A world that answers what is sent to `/api/full` once `isReady` resolves, and asks its handler for all else. */
async function startWorld(isReady = Promise.resolve()): Promise<void> {
  world = await startGuarded({
    answerEarly: (request) =>
      request.url?.startsWith("/api/") ? isReady.then(() => answerTo(request.url ?? "")) : undefined,
  })
}

function answerTo(url: string): Response | undefined {
  return url === "/api/full" ? Response.json({ later: "please" }, { status: 503 }) : undefined
}

test("S-3 an early answer is given in place of the handler's, with our headers, and the connection goes on", async () => {
  await startWorld()
  const asked =
    post("/api/full", "one") + post("/api/wave", "two") + requestOf("GET /page", ["Connection: close"])
  const answers = await world.say(asked).untilClosed()
  expect(answers.match(/HTTP\/1\.1 \d{3}/g)).toEqual(["HTTP/1.1 503", "HTTP/1.1 200", "HTTP/1.1 200"])
  expect(answers).toMatch(
    /^HTTP\/1\.1 503[^<]*X-Content-Type-Options: nosniff[^<]*\r\n\r\n\{"later":"please"\}HTTP/,
  )
  expect(answers.match(/<.*?>/g), "the body of what passes reaches the handler").toEqual(["<two>", "<>"])
  expect(world.handled).toEqual(["POST /api/wave", "GET /page"])
})

test("S-3 where the app fails to give an early answer, its handler is asked", async () => {
  world = await startGuarded({ answerEarly: () => Promise.reject(new Error("broken")) })
  const answers = await world.say(post("/api/full", "one", ["Connection: close"])).untilClosed()
  expect(answers).toMatch(/^HTTP\/1\.1 200.*<one>/s)
})

test("S-25 what waits for an early answer keeps what comes after it waiting, and is not begun for a client that has gone", async () => {
  let tell = () => {}
  await startWorld(new Promise((resolve) => (tell = resolve)))
  const client = world.say(post("/api/wave", "one") + requestOf("GET /page"))
  await pause(50)
  expect(world.handled).toEqual([])
  client.socket.resetAndDestroy()
  await pause(50)
  tell()
  await pause(50)
  expect(world.handled).toEqual([])
})
