/** What a simulation is about: drawn anew for each, so that every fault is looked at alone and with others. */
import { z } from "zod"
import { defineChannels } from "../../lib/sock8/core/define"
import { channel } from "../../lib/sock8/core/definition"
import type { Channel } from "../../lib/sock8/core/tree"
import type { Chance } from "./chance"

/** What messages are about, where a channel keeps the latest about each. */
export const LINES = 4

/** How much a channel keeps, how windows behave, and which faults there are. */
export interface Scene {
  readonly history: number
  readonly keepsLatest: boolean
  readonly windows: number
  /** Chances of everything that can happen, most of which is no fault. */
  readonly weights: Readonly<Record<Happening, number>>
}

/** How much may wait, in bytes: a message has some 150. */
export interface Bounds {
  readonly page: number
  readonly held: number
  readonly waiting: number
  /** Events that a window takes before it has read them. */
  readonly unread: number
}

/** Something that can happen in one step. */
export type Happening = keyof typeof CALM

/** What happens where nothing is wrong, and how often. */
const CALM = {
  say: 8,
  proceed: 16,
  hearLine: 12,
  hearEvent: 16,
  flow: 2,
  connect: 2,
  wait: 0.5,
  hold: 0.5,
  cut: 0,
  deafen: 0,
  resubscribe: 2,
  tellRestored: 1,
  loseLine: 0,
  disturb: 0,
  die: 0,
  failOver: 0,
  forgetAll: 0,
}

const FAULTS: Readonly<Partial<Record<Happening, number>>> = {
  ...{ cut: 1, deafen: 1, loseLine: 0.5, disturb: 0.3, die: 0.3, failOver: 0.7, forgetAll: 0.2 },
}

/** Draws one. */
export function drawScene(chance: Chance): Scene {
  const keepsLatest = chance.isOneIn(3)
  // Without a fault nothing may ever come again, and that is worth a look of its own.
  const isCalm = chance.isOneIn(5)
  const faults = Object.entries(FAULTS).map(([name, weight]) => {
    return [name, !isCalm && chance.isOneIn(2) ? weight * (chance.of([1, 1, 4]) ?? 1) : 0]
  })
  const usual = Object.entries(CALM).map(([name, weight]) => [name, weight * (chance.of([0.3, 1, 3]) ?? 1)])
  const weights = { ...CALM, ...Object.fromEntries([...usual, ...faults]) }
  const history = keepsLatest ? 2 * LINES : (chance.of([1, 2, 3, 8, 200, 200]) ?? 200)
  return { history, keepsLatest, windows: 1 + chance.below(3), weights }
}

const WIDE: Bounds = { page: 256 * 1024, held: 256 * 1024, waiting: 1024 * 1024, unread: 1_000 }

/** Draws bounds: in half of all lives so narrow that they are often reached. */
export function drawBounds(chance: Chance): Bounds {
  if (chance.isOneIn(2)) return WIDE
  const either = (narrow: number, wide: number) => (chance.isOneIn(3) ? wide : narrow)
  return {
    page: either(1 + chance.below(200), WIDE.page),
    held: either(1 + chance.below(1_000), WIDE.held),
    waiting: either(1_000 + chance.below(1_000), WIDE.waiting),
    unread: either(1 + chance.below(5), WIDE.unread),
  }
}

/** The two channels that there may be. */
export function channelsOf({ history, keepsLatest }: Scene): readonly Channel[] {
  const item = z.object({ line: z.number(), text: z.string() })
  const ofTheScene = channel(item, { history, ...(keepsLatest && { latestBy: "line" as const }) })
  const { a, b } = defineChannels({ a: ofTheScene, b: ofTheScene })
  return [a, b]
}
