/**
 * Runs in a process that the soak looks at, and answers each message of its parent with what the process holds after
 * a collection. Plain JavaScript, because nothing else may be loaded into that process.
 */
import { setImmediate as nextTurn } from "node:timers/promises"
import { getHeapCodeStatistics, setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

setFlagsFromString("--expose-gc")
const collect = runInNewContext("gc")

/** Processor time of the looks themselves. */
let spent = 0

process.on("message", async () => {
  const startedAt = cpuSeconds()
  // What a finalizer lets go of is collected by the next one.
  for (let round = 0; round < 3; round += 1) {
    collect()
    await nextTurn()
  }
  spent += cpuSeconds() - startedAt
  const { heapUsed, external, rss } = process.memoryUsage()
  const { code_and_metadata_size: machineCode, bytecode_and_metadata_size: bytecode } =
    getHeapCodeStatistics()
  process.send?.({ heapUsed, code: machineCode + bytecode, external, rss, cpuSeconds: cpuSeconds() - spent })
})

function cpuSeconds() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
