/**
 * Short lives of one or two channels, each drawn from a seed: a failure names its seed. `SIMULATE=<first>-<last>`
 * runs other seeds, as many as one likes; a single one is told step by step.
 */
import { expect, test } from "vitest"
import { simulate } from "./simulation"

// Among them are rare ones: a failover makes numbers fit; nothing but a reading tells Redis that it lost something.
const [first = 420, last = 545] = process.env.SIMULATE?.split("-").map(Number) ?? []
const MS_PER_SEED = 2_000

test(
  "whatever happens in whatever order, each message is told once and in order, or a gap is",
  async () => {
    const isAlone = first === last
    for (let seed = first; seed <= last; seed++) {
      const story: string[] = []
      const wrong = await simulate(seed, isAlone ? (sentence) => story.push(sentence) : undefined)
      expect(wrong, `seed ${seed}\n${story.join("\n")}`).toEqual([])
    }
  },
  (last - first + 1) * MS_PER_SEED,
)
