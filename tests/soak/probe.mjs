/**
 * Runs in a process that the soak looks at, and answers each message of its parent with what the process holds after
 * a collection. Plain JavaScript, because nothing else may be loaded into that process.
 */
import { setImmediate as nextTurn } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

setFlagsFromString("--expose-gc")
const collect = runInNewContext("gc")

process.on("message", async () => {
  // What a finalizer lets go of is collected by the next one.
  for (let round = 0; round < 3; round += 1) {
    collect()
    await nextTurn()
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  process.send?.({ heapUsed, external, rss })
})
