/** The app's production build over the embedded Redis, each a process with a probe in it, and what is said there. */
import { randomBytes } from "node:crypto"
import { Redis } from "@upstash/redis"
import { z } from "zod"
import { setEnv } from "../../lib/env"
import { savePerson } from "../../lib/people/people"
import { PREFIX } from "../../lib/redis/keys"
import { channel, defineChannels } from "../../lib/sock8/core/define"
import { MAX_CHANNELS } from "../../lib/sock8/core/wire"
import { createRealtime, type Realtime } from "../../lib/sock8/server/realtime"
import { type Csrf, fetchCsrf } from "./csrf"
import { readKernelQueue } from "./kernel-queue"
import { isUp, type ProbedApp, type Store, spawnApp } from "./probed-app"
import { ProbedProcess } from "./probed-process"
import { openRaw } from "./raw-client"
import type { Sample } from "./sample"
import { countLeases, findEndless } from "./store-look"

/** How many ports in a row a world needs. */
export const PORTS = 2

/** Short, because the embedded Redis has room for 256 MB. */
const kept = { history: 5, expireAfterSeconds: 30 }

/**
 * The app's channels with any message: one that is as large as a message may be stands for all of them. The app reads
 * them under the same keys.
 */
const channels = defineChannels({
  "notification.{userId}": channel(z.string(), kept),
  "team.{teamId}.chat": channel(z.string(), kept),
})

/** Chats that each person has for themselves: many channels cost less than many streams. */
const CHATS = 6
const chatsOf = (id: string) =>
  Array.from({ length: CHATS }, (_, index) => channels.team.chat.for({ teamId: `${id}-${index}` }))

/** A running world. */
export class SoakWorld {
  readonly port: number
  readonly #redis: Redis
  readonly #realtime: Realtime
  readonly #store: ProbedProcess
  readonly #app: ProbedApp
  readonly #startedAt = performance.now()

  private constructor(port: number) {
    this.port = port
    const store = { url: `http://127.0.0.1:${port + 1}`, token: randomBytes(32).toString("base64url") }
    this.#store = spawnStore(port + 1, store)
    this.#app = spawnApp(port, store)
    setEnv(this.#app.settings)
    const redis = new Redis({ ...store, automaticDeserialization: false, enableTelemetry: false })
    const token = { secret: this.#app.jwtSecret, issuer: "grantway", audience: "grantway-realtime" }
    this.#redis = redis
    this.#realtime = createRealtime({ channels, prefix: PREFIX, settings: () => ({ redis, token }) })
  }

  /** Starts a world, or nothing at all. */
  static async start(port: number): Promise<SoakWorld> {
    const world = new SoakWorld(port)
    try {
      await world.#store.ready(async () => (await world.#redis.ping()) === "PONG")
      await world.#app.process.ready(() => isUp(world.#app))
      return world
    } catch (error) {
      world.end()
      throw error
    }
  }

  /** Makes a person, and answers a token that opens their channels. */
  enrol(id: string): Promise<string> {
    return this.#enrol(id, namesOf(id))
  }

  async #enrol(id: string, patterns: readonly string[]): Promise<string> {
    await savePerson({
      ...{ id, name: id, email: `${id}@soak.example`, role: "member", teamIds: [] },
      ...{ emailVerified: true, suspended: false },
    })
    const grants = patterns.map((pattern) => ({ pattern, actions: ["read" as const], because: "a soak" }))
    return (await this.#realtime.tokens().sign({ identity: id, since: Date.now(), grants })).token
  }

  /** Sends one person a notification of so many characters. */
  async notify(id: string, characters: number): Promise<void> {
    await this.#realtime.emit(channels.notification.for({ userId: id }), "x".repeat(characters))
  }

  /** Sends one message of so many characters to each of a person's chats. */
  async talk(id: string, characters: number): Promise<void> {
    const text = "x".repeat(characters)
    await Promise.all(chatsOf(id).map((chat) => this.#realtime.emit(chat, text)))
  }

  /** Opens a stream on all of a person's channels; what it says stays unread. */
  openStream(id: string, token: string, address: string): ReturnType<typeof openRaw> {
    return this.#open(namesOf(id), token, address)
  }

  /** Opens as many channels as one stream can have, in which nothing was ever said, and leaves them. */
  async passBy(id: string, address: string): Promise<void> {
    const token = await this.#enrol(id, ["notification.*"])
    const names = Array.from({ length: MAX_CHANNELS }, (_, index) => `notification.${id}-${index}`)
    const { socket, status } = await this.#open(names, token, address)
    socket.destroy()
    if (status !== 200) throw new Error(`A stream of ${names.length} channels was answered ${status}.`)
  }

  #open(names: readonly string[], token: string, address: string): ReturnType<typeof openRaw> {
    const path = `/api/realtime?${names.map((name) => `channel=${name}`).join("&")}`
    const headers = { authorization: `Bearer ${token}`, "x-forwarded-for": address }
    return openRaw(this.port, { method: "GET", path, headers })
  }

  csrf(): Promise<Csrf> {
    return fetchCsrf(this.port)
  }

  get isRunning(): boolean {
    return this.#app.process.isRunning && this.#store.isRunning
  }

  get complaint(): string {
    return this.#app.process.complaint
  }

  /** One look, with a collection before it. The keys of Redis are looked through only where `thorough`. */
  async sample(clients: { open: number; readingNothing: number }, thorough: boolean): Promise<Sample> {
    const { heapUsed, code, external, rss } = await this.#app.process.memory()
    const queue = await readKernelQueue(this.port)
    const at = Math.round((performance.now() - this.#startedAt) / 1000)
    return {
      ...{ at, heap: heapUsed - code, code, buffers: external, rss },
      descriptors: await this.#app.process.descriptors(),
      leases: await countLeases(this.#redis, PREFIX),
      endless: thorough ? await findEndless(this.#redis, PREFIX) : [],
      ...{ queued: queue?.bytes, sockets: queue?.sockets },
      ...{ clients: clients.open, readingNothing: clients.readingNothing },
    }
  }

  end(): void {
    this.#app.process.end()
    this.#store.end()
  }
}

function spawnStore(port: number, { token }: Store): ProbedProcess {
  const server = ["lib/embedded-upstash/command-line.ts", "--port", String(port), `--token=${token}`]
  return new ProbedProcess(["--import", "tsx", ...server], {})
}

function namesOf(id: string): string[] {
  return [`notification.${id}`, ...chatsOf(id).map(({ name }) => name)]
}
