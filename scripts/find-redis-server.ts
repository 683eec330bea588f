/**
 * Finds the `redis-server` that the integration tests compare the embedded server with:
 * REDIS_SERVER_BIN, then the PATH, then where package managers put it.
 */
import { answersVersion, type Environment, type Finding, findProgram, placesOnPath } from "./find-program"

const elsewhere: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    "/opt/homebrew/bin/redis-server",
    "/opt/homebrew/opt/redis/bin/redis-server",
    "/usr/local/bin/redis-server",
    "/usr/local/opt/redis/bin/redis-server",
    "/opt/local/bin/redis-server",
  ],
  linux: [
    "/usr/bin/redis-server",
    "/usr/local/bin/redis-server",
    "/usr/sbin/redis-server",
    "/home/linuxbrew/.linuxbrew/bin/redis-server",
    "/snap/bin/redis-server",
  ],
  win32: ["C:\\Program Files\\Redis\\redis-server.exe", "C:\\Program Files\\Memurai\\memurai.exe"],
}

/** Where each system keeps a Redis server, best first. */
export function redisServerPlaces(env: Environment, platform: NodeJS.Platform): string[] {
  return [...placesOnPath(["redis-server"], env, platform), ...(elsewhere[platform] ?? [])]
}

/** Looks for a Redis server; reads the disk and starts candidates once with `--version`. */
export function findRedisServer(env: Environment = process.env): Finding {
  return findProgram({
    what: "redis-server",
    variable: "REDIS_SERVER_BIN",
    env,
    places: redisServerPlaces(env, process.platform),
    works: (path) => answersVersion(path),
  })
}
