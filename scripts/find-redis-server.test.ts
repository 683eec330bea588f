import { expect, test } from "vitest"
import { findRedisServer, redisServerPlaces } from "./find-redis-server"

test("the PATH comes before the usual places", () => {
  const places = redisServerPlaces({ PATH: "/a" }, "linux")
  expect(places[0]).toBe("/a/redis-server")
  expect(places).toContain("/usr/bin/redis-server")
})

test("on macOS Homebrew's places are known, for both kinds of processor", () => {
  const places = redisServerPlaces({}, "darwin")
  expect(places).toContain("/opt/homebrew/bin/redis-server")
  expect(places).toContain("/usr/local/bin/redis-server")
})

test("REDIS_SERVER_BIN decides, even when it leads nowhere", () => {
  expect(findRedisServer({ REDIS_SERVER_BIN: "/nowhere/redis-server" })).toEqual({
    state: "missing",
    sentence: "REDIS_SERVER_BIN is /nowhere/redis-server, and that does not start as redis-server.",
  })
})
