import { afterEach, beforeEach, expect, test } from "vitest"
import { type GuardedWorld, requestOf, startGuarded } from "./guarded-world"

let world: GuardedWorld
beforeEach(async () => {
  world = await startGuarded()
})
afterEach(() => world.close())

async function statusOf(line: string, headers: readonly string[] = []): Promise<string | undefined> {
  const answer = await world.say(requestOf(line, ["Connection: close", ...headers])).untilClosed()
  return /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]
}

test("S-26 an address has 128 parameters, and not one more, however it is written", async () => {
  const query = (count: number) => Array.from({ length: count }, (_, n) => `channel=team.${n}.chat`).join("&")
  expect(await statusOf(`GET /api/realtime?${query(128)}`)).toBe("200")
  expect(await statusOf(`GET /api/realtime?${query(129)}`)).toBe("400")
  expect(await statusOf(`GET http://app.example/?${query(129)}`)).toBe("400")
  expect(await statusOf(`POST /api/wave?${"a&".repeat(7_000)}`, ["Content-Length: 0"])).toBe("400")
  expect(world.handled).toHaveLength(1)
})

test("S-26 a request has 100 cookies, and not one more, in one line or in many", async () => {
  const cookies = (count: number) => Array.from({ length: count }, (_, n) => `c${n}=x`)
  expect(await statusOf("GET /", [`Cookie: ${cookies(100).join("; ")}`])).toBe("200")
  expect(await statusOf("GET /", [`Cookie: ${cookies(101).join("; ")}`])).toBe("431")
  expect(
    await statusOf(
      "GET /",
      cookies(101).map((cookie) => `Cookie: ${cookie}`),
    ),
  ).toBe("431")
  expect(world.handled).toHaveLength(1)
})

test("S-26 a whole address is read as the path in it", async () => {
  expect(await statusOf("GET http://elsewhere.example/docs?x=1")).toBe("200")
  expect(world.handled).toEqual(["GET /docs?x=1"])
})
