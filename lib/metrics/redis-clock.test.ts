import { expect, test } from "vitest"
import { createRedisClock } from "./redis-clock"

test("nobody knows the time of Redis before a message was sent", () => {
  expect(createRedisClock().now()).toBeUndefined()
})

test("a clock that is an hour behind is corrected, to half of the way to Redis and back", () => {
  const clock = createRedisClock(() => 10_000)
  clock.learn({ sentAt: 1_000, answeredAt: 1_020, redisAt: 3_601_012 })
  expect(clock.now()).toBe(10_000 + 3_600_002)
})

test("the shortest way is believed, and forgotten after a minute of others", () => {
  const clock = createRedisClock(() => 0)
  clock.learn({ sentAt: 0, answeredAt: 2, redisAt: 501 })
  const slow = { sentAt: 100, answeredAt: 500, redisAt: 1_300 }
  clock.learn(slow)
  expect(clock.now()).toBe(500)
  for (let time = 0; time < 11; time++) clock.learn(slow)
  expect(clock.now()).toBe(1_000)
})
