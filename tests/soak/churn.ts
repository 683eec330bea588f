/** The load of a soak: people who come and leave in every bad way, what they are sent, and strangers besides. */
import type { Socket } from "node:net"
import { setTimeout as wait } from "node:timers/promises"
import { sendRaw } from "./raw-client"
import type { SoakWorld } from "./soak-world"
import { type Stranger, strangersWith } from "./strangers"

/** How a client reads its stream and leaves it. */
const manners = ["abrupt", "resetting", "half-closed", "stalled", "trickling", "reading"] as const
type Manner = (typeof manners)[number]

/** How much goes on. Per second: a process on a slow core has to be able to do it beside other work. */
const OPENED = 8
const STRANGERS = 12
const MESSAGES = 12
const STAY_MS = { least: 1_000, most: 12_000 }
/** Those who read nothing stay until they are cut off or the load ends, so many at once at most. */
const MAX_STALLED = 40
const LARGE = 60_000
const SMALL = 200
/** A trickling client takes what its socket hands out, and then nothing for so long. */
const TRICKLE_MS = 500
const TICK_MS = 250
/** A machine on which so much takes longer is too slow for a soak. */
const MAX_OVERTIME_MS = 240_000

interface Client {
  readonly id: string
  readonly manner: Manner
  readonly socket: Socket
  readonly leaveAt: number
}

/** How much was done, for the check that a soak did anything. */
export interface Done {
  readonly opened: number
  readonly refused: number
  readonly messages: number
  readonly strangers: number
}

/** A load that can be put on and taken off again. */
export class Churn {
  readonly #world: SoakWorld
  readonly #clients = new Set<Client>()
  #strangers: readonly Stranger[] = []
  #people = 0
  #done = { opened: 0, refused: 0, messages: 0, strangers: 0 }

  constructor(world: SoakWorld) {
    this.#world = world
  }

  get clients(): { readonly open: number; readonly readingNothing: number } {
    const stalled = [...this.#clients].filter(({ manner }) => manner === "stalled")
    return { open: this.#clients.size, readingNothing: stalled.length }
  }

  get done(): Done {
    return { ...this.#done }
  }

  /**
   * Goes on for so long, and until so much is done; resolves when all have left. On a busy machine the time alone
   * would not do: what was never used before the first look would count as what did not come back.
   */
  async run(forMs: number, { streams, requests }: { streams: number; requests: number }): Promise<void> {
    this.#strangers = strangersWith(await this.#world.csrf())
    const startedAt = performance.now()
    const { opened, strangers } = this.#done
    const isEnough = () =>
      this.#done.opened - opened >= streams && this.#done.strangers - strangers >= requests
    const goesOn = () => {
      const passedMs = performance.now() - startedAt
      return passedMs < forMs || (!isEnough() && passedMs < forMs + MAX_OVERTIME_MS)
    }
    while (goesOn() && this.#world.isRunning) {
      const perTick = (perSecond: number) => Array.from({ length: Math.round((perSecond * TICK_MS) / 1000) })
      await Promise.all([
        wait(TICK_MS),
        ...perTick(OPENED).map(() => this.#come()),
        ...perTick(MESSAGES).map(() => this.#speak()),
        ...perTick(STRANGERS).map(() => this.#beStrange()),
      ])
      this.#letLeave()
    }
    for (const client of this.#clients) this.#leave(client)
  }

  async #come(): Promise<void> {
    this.#people += 1
    const id = `soak-${this.#people}`
    const manner = this.#nextManner()
    const token = await this.#world.enrol(id)
    const opened = await this.#world.openStream(id, token, addressOf(this.#people)).catch(() => undefined)
    if (opened?.status !== 200) {
      this.#done.refused += 1
      opened?.socket.destroy()
      return
    }
    this.#done.opened += 1
    const staysMs = STAY_MS.least + Math.random() * (STAY_MS.most - STAY_MS.least)
    const leaveAt = manner === "stalled" ? Number.POSITIVE_INFINITY : performance.now() + staysMs
    const client = { id, manner, socket: opened.socket, leaveAt }
    this.#clients.add(client)
    client.socket.once("close", () => this.#clients.delete(client))
    if (manner === "trickling") trickle(client.socket)
    else if (manner !== "stalled") client.socket.resume()
    await this.#world.talk(id, LARGE)
    this.#done.messages += 1
  }

  #nextManner(): Manner {
    const manner = manners[this.#people % manners.length] ?? "abrupt"
    return manner === "stalled" && this.clients.readingNothing >= MAX_STALLED ? "abrupt" : manner
  }

  /** Mostly to those who read slowly or not at all. */
  async #speak(): Promise<void> {
    const open = [...this.#clients]
    const slow = open.filter(({ manner }) => manner === "stalled" || manner === "trickling")
    const isLarge = slow.length > 0 && Math.random() < 0.7
    const among = isLarge ? slow : open
    const client = among[Math.floor(Math.random() * among.length)]
    if (!client) return
    await this.#world.notify(client.id, isLarge ? LARGE : SMALL)
    this.#done.messages += 1
  }

  async #beStrange(): Promise<void> {
    const index = this.#done.strangers
    this.#done.strangers += 1
    const stranger = this.#strangers[index % this.#strangers.length]
    if (stranger) await sendRaw(this.#world.port, stranger.request(addressOf(1_000_000 + index)))
  }

  #letLeave(): void {
    for (const client of this.#clients) if (client.leaveAt < performance.now()) this.#leave(client)
  }

  #leave({ manner, socket }: Client): void {
    if (manner === "half-closed") {
      socket.end()
      // What the server sends until it notices is taken, and nothing is answered.
      socket.setTimeout(5_000, () => socket.destroy())
    } else if (manner === "resetting" || manner === "trickling") socket.resetAndDestroy()
    else socket.destroy()
  }
}

function trickle(socket: Socket): void {
  socket.on("data", () => {
    socket.pause()
    setTimeout(() => socket.resume(), TRICKLE_MS).unref()
  })
  socket.resume()
}

/** An address of the range that is set aside for benchmarks (RFC 2544): each number another one. */
export function addressOf(number: number): string {
  return `198.${18 + ((number >> 16) % 2)}.${(number >> 8) % 256}.${number % 256}`
}
