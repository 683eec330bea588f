/**
 * Delivery under every fault at once, in any order: two processes, a few windows, one Redis. The code is the true
 * one, from the script that publishes to the list that a window shows; only what lies between is simulated, and
 * each of its steps is drawn by chance.
 */
import { vi } from "vitest"
import type { Channel } from "../../lib/sock8/core/tree"
import { createKeys } from "../../lib/sock8/server/keys"
import { Archive } from "./archive"
import { Chance } from "./chance"
import { judge } from "./judge"
import { type Bounds, channelsOf, drawBounds, drawScene, type Happening, LINES, type Scene } from "./scene"
import { settled } from "./settled"
import { SimulatedProcess } from "./simulated-process"
import { SimulatedRedis } from "./simulated-redis"
import { SimulatedWindow } from "./simulated-window"

const STEPS = 150
/** One run. */
class Simulation {
  readonly #chance: Chance
  readonly #scene: Scene
  readonly #bounds: Bounds
  readonly #redis: SimulatedRedis
  readonly #keys = createKeys("s")
  readonly #channels: readonly Channel[]
  readonly #processes: SimulatedProcess[]
  readonly #windows: readonly SimulatedWindow[]
  readonly #archive: Archive
  readonly #trace: (sentence: string) => void
  #epochs = 0

  constructor(seed: number, onTrace: (sentence: string) => void) {
    this.#trace = onTrace
    this.#chance = new Chance(seed)
    this.#scene = drawScene(this.#chance)
    // By chances of their own: a seed that is known for what happens in it goes on to be.
    this.#bounds = drawBounds(new Chance(~seed))
    this.#redis = new SimulatedRedis(this.#chance)
    this.#channels = channelsOf(this.#scene).slice(this.#chance.below(2))
    this.#archive = new Archive({
      ...{ redis: this.#redis, keys: this.#keys, channels: this.#channels },
      processes: () => this.#processes,
    })
    this.#processes = [this.#start(), this.#start()]
    this.#windows = Array.from({ length: this.#scene.windows }, (_, index) => {
      const process = this.#chance.of(this.#processes) as SimulatedProcess
      const count = () => this.#archive.said.length
      return new SimulatedWindow({
        ...{ name: `w${index}`, channels: this.#channels, process, count },
        ...{ trace: onTrace, bounds: this.#bounds },
      })
    })
  }

  /** Runs it to its end. Answers what is wrong. */
  async run(): Promise<string[]> {
    this.#trace(JSON.stringify([this.#scene, this.#bounds]))
    const weights = Object.entries(this.#scene.weights).map(([name, weight]) => [weight, name] as const)
    for (let step = 0; step < STEPS; step++) {
      const happening = this.#chance.weighted(weights) as Happening
      await this.#do(happening)
    }
    await this.#settle()
    for (const window of this.#windows) if (window.lacksHistory) window.cut()
    await this.#settle()
    for (const channel of this.#channels) this.#say(channel)
    await this.#settle()
    return this.#windows.flatMap(({ name, seen }) =>
      seen.flatMap((one) => {
        const [mayGap, mayRepeat] = [this.#mayGap(), this.#archive.hasForgotten]
        const kept = this.#archive.kept(one.channel)
        const wrong = judge(one, { said: this.#archive.said, kept, mayGap, mayRepeat })
        return wrong.map((sentence) => `${name} ${sentence}`)
      }),
    )
  }

  async #do(happening: Happening): Promise<void> {
    await this.#steps[happening]()
    await settled()
  }

  readonly #steps: Readonly<Record<Happening, () => void | Promise<void>>> = {
    say: () => this.#say(this.#chance.of(this.#channels) as Channel),
    proceed: () => this.#proceed(),
    flow: () => this.#flow(),
    hearLine: () => this.#chance.of(this.#processes)?.hear(),
    hearEvent: () => this.#window()?.hear(this.#chance.of(["current", "next"] as const) ?? "current"),
    connect: () => this.#connect(this.#window()),
    wait: () => this.#wait(this.#chance.of([1_000, 1_000, 5_000, 31_000]) ?? 0),
    hold: () => this.#window()?.hold(this.#chance.isOneIn(2)),
    cut: () => this.#traced("cut", this.#window(), (window) => window.cut()),
    deafen: () =>
      this.#traced("deafen", this.#process(), (process) =>
        process.deafen({ withAllUnread: this.#chance.isOneIn(2) }),
      ),
    resubscribe: () => {
      const process = this.#process()
      if (process?.isDeaf) this.#traced("resubscribe", process, () => process.resubscribe())
    },
    tellRestored: () => this.#process()?.tellRestored(),
    loseLine: () => this.#traced("lose a line of", this.#process(), (process) => process.loseLine()),
    disturb: () => {
      this.#redis.lossPercent = this.#redis.lossPercent > 0 ? 0 : 30
      this.#trace(`loses ${this.#redis.lossPercent} %`)
    },
    die: () => this.#die(this.#chance.below(this.#processes.length)),
    failOver: () => this.#failOver(),
    forgetAll: () => this.#forgetAll(),
  }

  #say(channel: Channel): void {
    const one = this.#archive.begin(channel)
    const { text } = one
    this.#redis.now += this.#chance.below(3)
    this.#trace(`say ${text} on ${channel.name}`)
    const line = this.#chance.below(LINES)
    const process = this.#process() as SimulatedProcess
    const loss = this.#archive.noticedLoss(channel, process)
    process.say(channel, { line, text }).then(
      () => this.#archive.acknowledge(one, loss),
      () => undefined,
    )
  }

  #proceed(): void {
    this.#redis.proceed()
    this.#archive.copy()
  }

  /** For a moment nothing is slow. */
  #flow(): void {
    for (let count = 0; count < 20; count++) {
      this.#proceed()
      for (const process of this.#processes) process.hear()
    }
  }

  #connect(window: SimulatedWindow | undefined): void {
    const process = this.#process()
    if (!window || !process || window.isConnecting) return
    this.#trace(`${window.name} connects to ${this.#processes.indexOf(process)}`)
    window.connect(process, (channel) => this.#archive.noticedLoss(channel, process))
  }

  #wait(milliseconds: number): void {
    this.#redis.now += milliseconds
    vi.advanceTimersByTime(milliseconds)
  }

  #die(index: number): void {
    const process = this.#processes[index]
    if (!process) return
    this.#trace(`process ${index} dies`)
    for (const window of this.#windows) window.cutFrom(process)
    process.die()
    this.#processes[index] = this.#start()
  }

  /** The last that was said is lost; mostly nobody hears what is said next. */
  async #failOver(): Promise<void> {
    this.#trace("fail over")
    if (!this.#archive.failOver(this.#chance)) return
    if (this.#chance.isOneIn(4)) return
    for (const process of this.#processes) process.deafen({ withAllUnread: this.#chance.isOneIn(2) })
    const channel = this.#chance.of(this.#channels) as Channel
    for (let unheard = this.#chance.below(4); unheard > 0; unheard--) {
      this.#say(channel)
      await settled()
      this.#flow()
    }
    if (this.#chance.isOneIn(2)) for (const process of this.#processes) process.resubscribe()
  }

  #forgetAll(): void {
    this.#trace("forget all")
    this.#archive.forgetAll()
  }

  /** Everything is well again, and whatever was on its way arrives. */
  async #settle(): Promise<void> {
    this.#trace("settle")
    this.#redis.lossPercent = 0
    for (const process of this.#processes) if (process.isDeaf) process.resubscribe()
    for (const window of this.#windows) window.hold(false)
    await settled()
    for (let round = 0; this.#isBusy() || round < 3; round++) {
      if (round > 2_000) throw new Error("It does not come to rest")
      for (const process of this.#processes) process.tellRestored()
      for (const window of this.#windows) if (!window.isConnected) this.#connect(window)
      if (!this.#isBusy()) this.#wait(1_500)
      await settled()
      for (const process of this.#processes) while (process.hasLines) process.hear()
      for (const window of this.#windows) {
        window.hear("next")
        window.hear("current")
      }
      this.#redis.proceed()
      await settled()
    }
  }

  #isBusy(): boolean {
    return (
      this.#redis.isBusy ||
      this.#processes.some((process) => process.hasLines || process.isRestoring) ||
      this.#windows.some((window) => window.hasEvents || window.isConnecting || !window.isConnected)
    )
  }

  /** Only what Redis does not have any more may be missing. */
  #mayGap(): boolean {
    const { keepsLatest, history } = this.#scene
    return keepsLatest || this.#archive.said.length > history || this.#archive.hasForgotten
  }

  #start(): SimulatedProcess {
    const epoch = () => `e${this.#epochs++}`
    return new SimulatedProcess({ redis: this.#redis, keys: this.#keys, epoch, pageBytes: this.#bounds.page })
  }

  #process(): SimulatedProcess | undefined {
    return this.#chance.of(this.#processes)
  }

  #window(): SimulatedWindow | undefined {
    return this.#chance.of(this.#windows)
  }

  #traced<On>(sentence: string, on: On | undefined, act: (on: On) => void): void {
    if (!on) return
    const who = on instanceof SimulatedProcess ? `process ${this.#processes.indexOf(on)}` : ""
    this.#trace(`${sentence} ${on instanceof SimulatedWindow ? on.name : who}`)
    act(on)
  }
}

/** Runs one simulation. Answers what is wrong, and what happened. */
export async function simulate(
  seed: number,
  onTrace: (sentence: string) => void = () => undefined,
): Promise<string[]> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  try {
    return await new Simulation(seed, onTrace).run()
  } finally {
    vi.useRealTimers()
  }
}
