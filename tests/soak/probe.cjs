/**
 * Runs in a process that the soak looks at, and answers each message of its parent with what the process holds after
 * a collection. Plain JavaScript, because nothing else may be loaded into that process, and CommonJS: where a module is
 * loaded before it, Node 20.9 does not start `next`, a file without an extension.
 */
const { setImmediate: nextTurn } = require("node:timers/promises")
const { getHeapCodeStatistics, setFlagsFromString } = require("node:v8")
const { runInNewContext } = require("node:vm")

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
