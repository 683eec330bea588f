/**
 * One tab among those that share a stream. Whoever holds the lock of the group leads (`leader.ts`); the others
 * ask it for channels and are told what happens there. When the leader dies, the browser gives its lock to
 * the next tab, all ask that one from where they stand, and nothing is lost.
 */
import type { StreamEvent } from "../../core/wire"
import { Alarms } from "../alarms"
import type { OpenStream, StreamRequest } from "../open-stream"
import { RealtimeError } from "../realtime-error"
import type { Timings } from "../timings"
import { Ask } from "./ask"
import type { Tabs, Talk } from "./browser-tabs"
import { lockOf } from "./group-name"
import { Inbox } from "./inbox"
import { Leader } from "./leader"
import { type LeaderMessage, readTabMessage, type TabMessage, writeTabMessage } from "./tab-message"

/** What belonging to a group needs. */
export interface GroupOptions {
  readonly tabs: Tabs
  /** Opens a stream of one's own. */
  readonly openStream: OpenStream
  /** A number from 0 up to 1. */
  readonly random: () => number
  readonly timings: Pick<Timings, "answerMs" | "leaderMs" | "lingerMs" | "silenceMs">
  /** Nothing is wanted of this group any more. */
  readonly onEmpty: () => void
}

/** One stream as this tab asks the group for it. */
interface Wish {
  readonly ask: Ask
  readonly request: StreamRequest
  readonly inbox: Inbox
}

/** A tab's part in a group, from its first wish to its last. */
export class Group {
  readonly #name: string
  readonly #options: GroupOptions
  readonly #tab = crypto.randomUUID()
  readonly #wishes = new Map<string, Wish>()
  readonly #alarms = new Alarms()
  readonly #talk: Talk
  readonly #undo: (() => void)[]
  /** The ends of waits for other tabs, by tab. */
  readonly #awaited = new Map<string, () => void>()
  #release: () => void = () => undefined
  /** Whether this tab has its own lock, by which others see that it lives; `refused` where it cannot share. */
  #state: "waiting" | "member" | "refused" = "waiting"
  #count = 0
  /** Here, where this tab leads. */
  #leader: Leader | undefined
  /** Elsewhere: the one that was heard last. */
  #followed: string | undefined

  constructor(name: string, options: GroupOptions) {
    this.#name = name
    this.#options = options
    const { tabs } = options
    this.#talk = tabs.talk(name, (said) => {
      const message = readTabMessage(said)
      if (message) this.#hear(message)
    })
    this.#undo = [
      () => this.#talk.close(),
      tabs.onLeave(() => this.#end(new RealtimeError({ type: "NETWORK" }))),
      tabs.hold(lockOf(name, this.#tab), { held: () => this.#begin(), lost: () => this.#decline() }),
    ]
  }

  /** Opens a stream as part of the one that is shared. */
  async *stream(request: StreamRequest): AsyncGenerator<StreamEvent, void, undefined> {
    this.#count += 1
    const ask = new Ask(`${this.#tab}.${this.#count}`, this.#tab, request.channels)
    const wish: Wish = { ask, request, inbox: new Inbox() }
    const stop = () => wish.inbox.end(new RealtimeError({ type: "NETWORK" }))
    request.signal.addEventListener("abort", stop)
    this.#wishes.set(ask.id, wish)
    this.#alarms.clear("linger")
    if (this.#state === "member") this.#ask(wish)
    else if (this.#state === "refused") this.#decline()
    else this.#alarms.set("begin", this.#options.timings.answerMs, () => this.#decline())
    try {
      yield* wish.inbox.read()
    } finally {
      request.signal.removeEventListener("abort", stop)
      this.#leave(ask.id)
    }
    // Whoever left the group without an error was told to go alone.
    yield* this.#options.openStream(request)
  }

  #begin(): void {
    if (this.#state === "refused") return
    this.#alarms.clear("begin")
    this.#state = "member"
    this.#contend()
    this.#askAll()
  }

  /** Waits until it is this tab's turn to lead, or takes the lead. */
  #contend(steal = false): void {
    const lost = () => (this.#leader ? this.#depose() : this.#decline())
    this.#release()
    this.#release = this.#options.tabs.hold(this.#name, { held: () => this.#lead(), lost }, { steal })
  }

  #lead(): void {
    const { openStream } = this.#options
    const { lingerMs } = this.#options.timings
    this.#alarms.clear("watch")
    this.#followed = undefined
    this.#leader = new Leader({
      tab: this.#tab,
      openStream,
      lingerMs,
      say: (word) => {
        this.#say({ ...word, leader: this.#tab })
        this.#receive({ ...word, leader: this.#tab })
      },
    })
    this.#say({ kind: "lead", leader: this.#tab })
    this.#askAll()
  }

  /** Another tab found this one silent, as a frozen page is. */
  #depose(): void {
    this.#leader?.close()
    this.#leader = undefined
    this.#say({ kind: "resign", leader: this.#tab })
    this.#contend()
    this.#askAll()
  }

  #askAll(): void {
    for (const wish of this.#wishes.values()) this.#ask(wish)
  }

  #ask({ request, ask: { id, channels, connection = request.renews } }: Wish): void {
    const message = { kind: "ask", tab: this.#tab, ask: id, channels } as const
    if (this.#leader) this.#leader.ask(message, { ...request, renews: connection })
    else {
      this.#say(message)
      this.#watch(this.#options.timings.answerMs)
    }
  }

  #hear(message: TabMessage): void {
    if (message.kind !== "ask" && message.kind !== "leave") this.#follow(message)
    else if (message.kind === "leave") {
      this.#leader?.leave(message.ask)
      this.#endIfDone()
    } else if (this.#leader) {
      this.#leader.ask(message)
      this.#say({ kind: "here", leader: this.#tab })
      this.#await(message.tab)
    }
  }

  /** Its lock is free when a tab is gone, also where it could not say so. */
  #await(tab: string): void {
    if (this.#awaited.has(tab)) return
    const held = () => {
      this.#awaited.get(tab)?.()
      this.#awaited.delete(tab)
      this.#leader?.leaveAll(tab)
      this.#endIfDone()
    }
    this.#awaited.set(tab, this.#options.tabs.hold(lockOf(this.#name, tab), { held }))
  }

  #follow(message: LeaderMessage): void {
    // A lock says who leads: what another says here comes from before, or its lead was taken.
    if (this.#leader) return
    if (message.kind === "lead") this.#followed = message.leader
    this.#followed ??= message.leader
    if (message.leader !== this.#followed) return
    if (message.kind === "resign") this.#followed = undefined
    if (message.kind === "lead" || message.kind === "resign") this.#askAll()
    else {
      this.#receive(message)
      // A server may take long to open a stream, and until then there is no sign of it to pass on.
      const { silenceMs, leaderMs } = this.#options.timings
      const isDelivered = [...this.#wishes.values()].every(({ ask }) => ask.isOpen)
      this.#watch(isDelivered ? leaderMs : silenceMs + leaderMs)
    }
  }

  /** What was said about wishes of this tab. */
  #receive(message: LeaderMessage): void {
    if (message.kind === "beat") for (const { request } of this.#wishes.values()) request.onHeartbeat?.()
    if (!("asks" in message)) return
    for (const id of message.asks) {
      const wish = this.#wishes.get(id)
      if (!wish) continue
      if (message.kind === "failed") wish.inbox.end(message.error)
      else if (message.kind === "declined") wish.inbox.end()
      else {
        wish.ask.follow(message.event)
        wish.inbox.push(message.event)
      }
    }
  }

  /** Takes the lead from a tab that is silent but not gone. Not all at once: one is enough. */
  #watch(ms: number): void {
    const jitter = 1 + 0.2 * this.#options.random()
    this.#alarms.set("watch", ms * jitter, () => this.#contend(true))
  }

  /** Sharing is not possible here: everybody for themselves. */
  #decline(): void {
    this.#state = "refused"
    for (const { inbox } of this.#wishes.values()) inbox.end()
  }

  #leave(id: string): void {
    if (!this.#wishes.delete(id)) return
    if (this.#leader) this.#leader.leave(id)
    else this.#say({ kind: "leave", ask: id })
    if (this.#wishes.size > 0) return
    // Others go on with the stream for a moment: they may be about to leave it, too.
    this.#alarms.set("linger", this.#options.timings.lingerMs, () => this.#end())
    this.#endIfDone()
  }

  #endIfDone(): void {
    if (this.#wishes.size === 0 && !this.#leader?.isNeeded) this.#end()
  }

  #end(error?: RealtimeError): void {
    for (const [id, { inbox }] of this.#wishes) {
      inbox.end(error)
      if (!this.#leader) this.#say({ kind: "leave", ask: id })
    }
    this.#wishes.clear()
    this.#alarms.clearAll()
    this.#leader?.close()
    this.#leader = undefined
    this.#release()
    for (const stop of this.#awaited.values()) stop()
    for (const undo of this.#undo.splice(0).reverse()) undo()
    this.#options.onEmpty()
  }

  #say(message: TabMessage): void {
    this.#talk.say(writeTabMessage(message))
  }
}
