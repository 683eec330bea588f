/**
 * Everything of a run: `redis-server`, a REST endpoint before it, two app processes each behind a proxy of their
 * own, the front that people use, and the people, talking and listening.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import { Redis } from "@upstash/redis"
import { TOPICS } from "../../lib/sock8/server/keys"
import { outsideServices } from "../../scripts/outside-services"
import { keys } from "./app-keys"
import { AppProcess } from "./app-process"
import { Crowd } from "./crowd"
import { type FaultResult, nothingHappened } from "./fault-result"
import { Front } from "./front"
import { Oracle } from "./oracle"
import { RedisLink } from "./redis-link"
import { RedisProcess } from "./redis-process"
import { Signs } from "./signs"

/** How a run is to be. */
export interface WorldOptions {
  /** The first of {@link PORTS} ports on 127.0.0.1. */
  readonly port: number
  /** An empty folder for Redis' data. */
  readonly folder: string
  /** Long faults and patient clients, or both shortened. */
  readonly isLong: boolean
  /** Where the builds of the two processes lie. */
  readonly builds: readonly [string, string]
}

/** How many ports in a row a world needs. */
export const PORTS = 7

/** A process holds one per topic and one for what is revoked. */
const MAX_SUBSCRIPTIONS = 2 * (TOPICS + 1)
/** Sockets that are kept for the next request, in both directions. */
const MORE_DESCRIPTORS = 40
/** Longer than a lease, and than a socket whose other side stands still. */
const REMAINS_WITHIN_MS = 60_000

/** A running world. */
export class World {
  readonly isLong: boolean
  readonly oracle = new Oracle()
  readonly signs = new Signs()
  readonly redis: RedisProcess
  readonly links: readonly [RedisLink, RedisLink]
  readonly apps: readonly [AppProcess, AppProcess]
  readonly front: Front
  readonly crowd: Crowd
  /** A client past all proxies, as another server of the same app would have it. */
  readonly upstash: Redis
  readonly jwtSecret = secret()
  /** A copy of the data in which there are people and nothing else. */
  peopleOnly = ""
  readonly #rest: { readonly port: number; readonly token: string }
  #restProcess: ChildProcess | undefined
  readonly #sizes = new Map<AppProcess, Awaited<ReturnType<AppProcess["size"]>>>()

  constructor({ port, folder, isLong, builds }: WorldOptions) {
    this.isLong = isLong
    this.redis = new RedisProcess({ port, folder })
    this.#rest = { port: port + 1, token: secret() }
    const target = `http://127.0.0.1:${this.#rest.port}`
    this.links = [new RedisLink({ port: port + 2, target }), new RedisLink({ port: port + 3, target })]
    this.front = new Front({
      port: port + 6,
      targets: [`http://127.0.0.1:${port + 4}`, `http://127.0.0.1:${port + 5}`],
    })
    const common = { ...this.#environment(), NEXTAUTH_URL: this.front.url }
    const appOf = (index: 0 | 1) =>
      new AppProcess({
        port: port + 4 + index,
        folder: builds[index],
        env: { ...common, UPSTASH_REDIS_REST_URL: this.links[index].url },
      })
    this.apps = [appOf(0), appOf(1)]
    this.upstash = new Redis({
      ...{ url: target, token: this.#rest.token, automaticDeserialization: false, enableTelemetry: false },
    })
    this.crowd = new Crowd(this)
  }

  async start(): Promise<void> {
    await this.redis.start("as it was")
    this.#restProcess = this.#startRest()
    await this.until("the REST endpoint answers", async () => (await this.#pingRest()) === "PONG")
    await Promise.all(this.apps.map((app) => app.start()))
    this.peopleOnly = await this.redis.copy()
    for (const link of this.links) link.onSubscribe = this.signs.note
    await this.crowd.gather()
    for (const app of this.apps) this.#sizes.set(app, await app.size())
  }

  async stop(): Promise<void> {
    this.crowd.leave()
    await Promise.all(this.apps.map((app) => app.end("SIGKILL")))
    this.front.close()
    for (const link of this.links) link.close()
    this.#restProcess?.kill("SIGKILL")
    await this.redis.stop()
  }

  /** Leaves no process behind, also where the run ends by an error that nobody expected. */
  abandon(): void {
    for (const app of this.apps) app.abandon()
    this.#restProcess?.kill("SIGKILL")
    this.redis.abandon()
  }

  /**
   * When all is over: whether as many connections are counted as there are, and processes have let go of what
   * they held. A lease of a process that was killed ends after half a minute.
   */
  async lookAtRemains(): Promise<FaultResult> {
    const startedAt = performance.now()
    const failures: string[] = []
    const look = async (what: string, isSo: () => boolean | Promise<boolean>) =>
      this.until(what, isSo, REMAINS_WITHIN_MS).catch((error: Error) => void failures.push(error.message))
    const listeners = this.crowd.listeners.length
    const hasFewDescriptors = (app: AppProcess) => {
      const first = this.#sizes.get(app)?.descriptors ?? 0
      const fits = async () => ((await app.size())?.descriptors ?? 0) <= first + MORE_DESCRIPTORS
      return look(`a process holds not many more than ${first} descriptors`, fits)
    }
    await Promise.all([
      look(`${listeners} connections are counted`, async () => (await this.countLeases()) === listeners),
      look(`there are ${listeners} streams`, () => this.front.size === listeners),
      look("there are few upstream subscriptions", () => this.subscriptions <= MAX_SUBSCRIPTIONS),
      ...this.apps.map(hasFewDescriptors),
    ])
    const wholeMs = performance.now() - startedAt
    return { ...nothingHappened, name: "What remains when all is over", wholeMs, failures }
  }

  /** Open connections as all processes together count them. */
  async countLeases(): Promise<number> {
    return this.redis.direct.zcount(keys.open, Date.now(), "+inf")
  }

  /** Upstream subscriptions of both processes. */
  get subscriptions(): number {
    return this.links[0].subscriptions + this.links[1].subscriptions
  }

  /** Waits for a state. Throws where it does not come. */
  async until(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> {
    const until = Date.now() + withinMs
    while (!(await isSo())) {
      if (Date.now() > until)
        throw new Error(`It did not come true within ${withinMs / 1000} s that ${what}.`)
      await wait(20)
    }
  }

  #environment(): Record<string, string> {
    return {
      // Empty, not absent: Next would fill an absent one from somebody's .env.local.
      ...Object.fromEntries(outsideServices.map((name) => [name, ""])),
      ...{ NEXTAUTH_SECRET: secret(), JWT_SECRET: this.jwtSecret, JWT_SECRET_PREVIOUS: "" },
      ...{ UPSTASH_REDIS_REST_TOKEN: this.#rest.token, DEMO_PEOPLE: "on", NEXT_TELEMETRY_DISABLED: "1" },
    }
  }

  #startRest(): ChildProcess {
    const { port, token } = this.#rest
    const where = ["--port", String(port), `--token=${token}`, "--redis-url", this.redis.url]
    const script = ["--import", "tsx", "lib/embedded-upstash/command-line.ts"]
    return spawn(process.execPath, [...script, ...where], { stdio: ["ignore", "ignore", "inherit"] })
  }

  #pingRest(): Promise<string> {
    return this.upstash.ping().catch(() => "")
  }
}

function secret(): string {
  return randomBytes(32).toString("base64url")
}
