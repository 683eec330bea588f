/** What happens in the channels themselves: floods, trimming, rubbish, and things said again. */
import { randomUUID } from "node:crypto"
import { keys } from "../app-keys"
import { BLUE, NEWS, RED } from "../crowd"
import { demand, type Fault, letTalk } from "../fault"
import { StalledReader } from "../stalled-reader"
import type { World } from "../world"
import { sayMany } from "../writer"

/** How many messages the app keeps of its announcements. */
const NEWS_KEPT = 50

/** Bea's listeners are away while so much is announced. */
async function announceToAbsent(world: World, count: number): Promise<() => Promise<void>> {
  const absent = world.crowd.listeners.filter(({ person }) => person.id === "bea")
  const undos = absent.map((one) => one.goOffline())
  await world.until("she is away", () => absent.every(({ isOpen }) => !isOpen))
  await sayMany(world, NEWS, count)
  return async () => {
    for (const undo of undos) undo()
    // Nothing more is announced until she is back, or that would be one too many.
    await world.until("she is back", () => absent.every(({ isOpen }) => isOpen))
  }
}

/** Trimmed, flooded, poisoned. */
export const contentFaults: readonly Fault[] = [
  {
    name: "More is said to somebody absent than is kept",
    gaps: "warranted",
    inject: (world) => announceToAbsent(world, NEWS_KEPT + 10),
  },
  {
    name: "What somebody absent heard last is the last that was trimmed",
    gaps: "none",
    inject: (world) => announceToAbsent(world, NEWS_KEPT),
  },
  {
    name: "Somebody absent comes back to several pages",
    gaps: "none",
    async inject(world) {
      const undos = world.crowd.readers.map((reader) => reader.goOffline())
      await sayMany(world, BLUE, 450)
      return () => undos.forEach((undo) => void undo())
    },
  },
  {
    name: "One reader stands still while much is said",
    gaps: "none",
    async inject(world) {
      const before = await world.countLeases()
      const stalled = await StalledReader.open(world.front.url, world.crowd.person("ada"), BLUE)
      // Megabytes wait in the buffers of the operating system before the app has to hold anything.
      const isCut = async () => (await world.countLeases()) <= before
      for (let burst = 0; burst < 400 && !(await isCut()); burst++) {
        await sayMany(world, BLUE, 50, 1_900)
        await letTalk(10)
      }
      demand(await isCut(), "a reader that stands still was never cut off")
      return () => stalled.close()
    },
  },
  {
    name: "Somebody says more than they may",
    gaps: "none",
    holdMs: { short: 2_500, long: 20_000 },
    inject({ crowd }) {
      const [first] = crowd.publishers
      demand(first !== undefined, "nobody talks")
      const usual = first.everyMs
      first.everyMs = 0
      return () => {
        first.everyMs = usual
      }
    },
  },
  {
    name: "Each message is sent three times at once, to both processes",
    gaps: "none",
    async inject({ crowd, oracle, isLong }) {
      const ada = crowd.person("ada")
      // Three times as many requests, of the hundred that one may send in ten seconds.
      for (let said = 0; said < (isLong ? 30 : 10); said++) {
        const { text, acknowledge } = oracle.say(RED, "ada-three-times")
        const id = randomUUID()
        const answers = await Promise.all([1, 2, 3].map(() => ada.publish(RED, text, id)))
        demand(
          answers.every(({ status }) => status === 200),
          `the copies were answered with ${answers.map(({ status }) => status).join(", ")}`,
        )
        demand(
          new Set(answers.map(({ fields }) => fields.id)).size === 1,
          "copies of a message got several ids",
        )
        acknowledge()
      }
      return () => undefined
    },
  },
  {
    name: "Rubbish in a channel's stream and in its topic",
    gaps: "none",
    async inject({ redis: { direct }, crowd }) {
      const undos = crowd.readers.map((reader) => reader.goOffline())
      const log = keys.log(RED)
      await direct.xadd(log, "*", "rubbish", "1")
      await direct.xadd(log, "*", "n", "not a number", "m", "{}")
      for (const line of ["rubbish", `1 ${RED} x 1`, '1 {"a":1}', "\u0000", `2 ${RED} abc 1 1-0 {}`]) {
        await direct.publish(keys.topic(RED), line)
      }
      return () => undos.forEach((undo) => void undo())
    },
  },
  {
    name: "One channel's keys are broken, and all streams break",
    gaps: "none",
    holdMs: { short: 1_000, long: 5_000 },
    async inject({ redis: { direct }, front, signs }) {
      const log = keys.log(BLUE)
      await direct.rename(log, `${log}:aside`)
      await direct.set(log, "of another type")
      front.cut()
      signs.note()
      return async () => void (await direct.rename(`${log}:aside`, log))
    },
  },
  {
    name: "Nobody takes a process's log any more",
    gaps: "none",
    async inject({ apps, isLong }) {
      const unblock = apps[0].blockLog()
      const refusals = isLong ? 2_000 : 800
      for (let sent = 0; sent < refusals; sent += 40) {
        await Promise.all(Array.from({ length: 40 }, () => refusedRequest(apps[0].url)))
      }
      return unblock
    },
  },
]

/** Costs a line of the log and nothing else. */
async function refusedRequest(url: string): Promise<void> {
  const response = await fetch(`${url}/api/realtime?channel=${RED}`, { signal: AbortSignal.timeout(20_000) })
  demand(response.status === 401, `a stream without a token was answered with ${response.status}`)
  await response.arrayBuffer()
}
