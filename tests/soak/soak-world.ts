/** The app's production build over the embedded Redis, each a process with a probe in it, and what is said there. */
import { randomBytes } from "node:crypto"
import { Redis } from "@upstash/redis"
import { z } from "zod"
import { setEnv } from "../../lib/env"
import { savePerson } from "../../lib/people/people"
import { PREFIX } from "../../lib/redis/keys"
import { channel, defineChannels } from "../../lib/sock8/core/define"
import { createRealtime, type Realtime } from "../../lib/sock8/server/realtime"
import { outsideServices } from "../../scripts/outside-services"
import { readKernelQueue } from "./kernel-queue"
import { ProbedProcess } from "./probed-process"
import { openRaw, sendRaw } from "./raw-client"
import type { Sample } from "./sample"
import { countLeases, findEndless } from "./store-look"

const secret = () => randomBytes(32).toString("base64url")

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
  readonly redis: Redis
  readonly #realtime: Realtime
  readonly #store: ProbedProcess
  readonly #app: ProbedProcess
  readonly #startedAt = performance.now()

  private constructor(port: number) {
    this.port = port
    const [token, jwtSecret, authSecret] = [secret(), secret(), secret()]
    const url = `http://127.0.0.1:${port + 1}`
    const connection = { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token }
    const common = { ...connection, JWT_SECRET: jwtSecret, NEXTAUTH_SECRET: authSecret, DEMO_PEOPLE: "on" }
    const server = ["lib/embedded-upstash/command-line.ts", "--port", String(port + 1), `--token=${token}`]
    this.#store = new ProbedProcess(["--import", "tsx", ...server], {})
    this.#app = new ProbedProcess(
      ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", String(port)],
      {
        ...Object.fromEntries(outsideServices.map((name) => [name, ""])),
        ...{ ...common, JWT_SECRET_PREVIOUS: "", NEXTAUTH_URL: `http://127.0.0.1:${port}` },
        // Every client of the soak says in a header which address it has, as a proxy would.
        ...{ TRUSTED_PROXY_HOPS: "1", PORT: String(port), NEXT_TELEMETRY_DISABLED: "1" },
      },
    )
    setEnv(common)
    this.redis = new Redis({ url, token, automaticDeserialization: false, enableTelemetry: false })
    this.#realtime = createRealtime({
      ...{ channels, prefix: PREFIX },
      settings: () => ({
        redis: this.redis,
        token: { secret: jwtSecret, issuer: "grantway", audience: "grantway-realtime" },
      }),
    })
  }

  /** Starts a world, or nothing at all. */
  static async start(port: number): Promise<SoakWorld> {
    const world = new SoakWorld(port)
    try {
      await world.#store.ready(async () => (await world.redis.ping()) === "PONG")
      await world.#app.ready(
        async () => (await sendRaw(port, { method: "GET", path: "/api/auth/csrf", headers: {} })) === 200,
      )
      return world
    } catch (error) {
      world.end()
      throw error
    }
  }

  /** Makes somebody, and answers a token that opens their channels. */
  async enrol(id: string): Promise<string> {
    await savePerson({
      ...{ id, name: id, email: `${id}@soak.example`, role: "member", teamIds: [] },
      ...{ emailVerified: true, suspended: false },
    })
    const read = (pattern: string) => ({ pattern, actions: ["read" as const], because: "a soak" })
    const grants = [read(`notification.${id}`), ...chatsOf(id).map(({ name }) => read(name))]
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

  /** Opens a stream on somebody's channels; what it says stays unread. */
  openStream(id: string, token: string, address: string): ReturnType<typeof openRaw> {
    const names = [`notification.${id}`, ...chatsOf(id).map(({ name }) => name)]
    const path = `/api/realtime?${names.map((name) => `channel=${name}`).join("&")}`
    return openRaw(this.port, {
      ...{ method: "GET", path },
      headers: { authorization: `Bearer ${token}`, "x-forwarded-for": address },
    })
  }

  get isRunning(): boolean {
    return this.#app.isRunning && this.#store.isRunning
  }

  get complaint(): string {
    return this.#app.complaint
  }

  /** One look, with a collection before it. The keys of Redis are looked through only where `thorough`. */
  async sample(clients: { open: number; readingNothing: number }, thorough: boolean): Promise<Sample> {
    const { heapUsed, external, rss } = await this.#app.memory()
    const queue = await readKernelQueue(this.port)
    return {
      ...{
        at: Math.round((performance.now() - this.#startedAt) / 1000),
        heap: heapUsed,
        buffers: external,
        rss,
      },
      descriptors: await this.#app.descriptors(),
      leases: await countLeases(this.redis, PREFIX),
      endless: thorough ? await findEndless(this.redis, PREFIX) : [],
      ...{ queued: queue?.bytes, sockets: queue?.sockets },
      ...{ clients: clients.open, readingNothing: clients.readingNothing },
    }
  }

  end(): void {
    this.#app.end()
    this.#store.end()
  }
}
