/** What happens between one app process and Redis. */
import type { Fault } from "../fault"

function latency(ms: number, hold: { short: number; long: number }, more: Partial<Fault> = {}): Fault {
  return {
    name: `Redis answers ${ms < 1000 ? `${ms} ms` : `${ms / 1000} s`} late`,
    gaps: "none",
    holdMs: hold,
    inject({ links }) {
      for (const { faults } of links) faults.delayMs = ms
      return () => links.forEach((link) => void link.heal())
    },
    ...more,
  }
}

/** Late, lost and silent answers. */
export const linkFaults: readonly Fault[] = [
  latency(200, { short: 1_000, long: 10_000 }),
  latency(2_000, { short: 2_500, long: 20_000 }),
  latency(30_000, { short: 4_000, long: 40_000 }, { onlyLong: true }),
  {
    name: "One process cannot reach Redis",
    gaps: "none",
    holdMs: { short: 1_000, long: 10_000 },
    inject({ links: [link] }) {
      link.refuse()
      return () => link.heal()
    },
  },
  {
    name: "The database is over its quota",
    gaps: "none",
    holdMs: { short: 1_000, long: 10_000 },
    inject({ links }) {
      for (const { faults } of links) faults.isOverQuota = true
      return () => links.forEach((link) => void link.heal())
    },
  },
  {
    name: "Every third answer of Redis is lost after the command was carried out",
    gaps: "none",
    holdMs: { short: 1_500, long: 10_000 },
    inject({ links }) {
      let turn = 0
      for (const { faults } of links) faults.losesAnswer = () => ++turn % 3 === 0
      return () => links.forEach((link) => void link.heal())
    },
  },
  {
    name: "One process hears the other in the words of a later version",
    gaps: "none",
    holdMs: { short: 1_500, long: 15_000 },
    inject({ links: [link] }) {
      link.faults.rewords = true
      return () => link.heal()
    },
  },
  {
    name: "Subscriptions are reset",
    gaps: "none",
    inject({ links }) {
      for (const link of links) link.dropSubscriptions("reset")
      return () => undefined
    },
  },
  {
    name: "Subscriptions end as if nothing was wrong",
    gaps: "none",
    inject({ links }) {
      for (const link of links) link.dropSubscriptions("end")
      return () => undefined
    },
  },
  {
    name: "Subscriptions fall silent",
    gaps: "none",
    inject({ links }) {
      for (const link of links) link.muteSubscriptions()
      return () => undefined
    },
  },
]
