/** What happens to the app's own processes. */
import { demand, type Fault } from "../fault"
import type { World } from "../world"

/** The streams are ended and the process is gone, by itself and without an error. */
const DRAINED_WITHIN_MS = 10_000

async function endWell({ apps }: World, index: 0 | 1): Promise<void> {
  const { code, tookMs } = await apps[index].end("SIGTERM")
  demand(code === 0, `a process that was asked to end ended with ${code}`)
  demand(tookMs < DRAINED_WITHIN_MS, `a process took ${Math.round(tookMs)} ms to end`)
}

/** Ends, deaths and deploys. */
export const processFaults: readonly Fault[] = [
  {
    name: "A process is asked to end (SIGTERM)",
    gaps: "none",
    async inject(world) {
      await endWell(world, 0)
      return () => undefined
    },
    afterwards: ({ apps }) => apps[0].start(),
  },
  {
    name: "A process dies (SIGKILL)",
    gaps: "none",
    async inject({ apps }) {
      await apps[1].end("SIGKILL")
      return () => undefined
    },
    afterwards: ({ apps }) => apps[1].start(),
  },
  {
    name: "A deploy: both processes, one after the other",
    gaps: "none",
    onlyLong: true,
    async inject(world) {
      await endWell(world, 0)
      await world.apps[0].start()
      await endWell(world, 1)
      await world.apps[1].start()
      return () => undefined
    },
  },
]
