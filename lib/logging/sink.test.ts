import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { afterEach, expect, test } from "vitest"

const sink = fileURLToPath(new URL("./sink.ts", import.meta.url))
let child: ChildProcess | undefined
afterEach(() => child?.kill("SIGKILL"))

/** A process that logs 2,000 lines of 1 KB, tells over IPC that it still runs, and ends when it is told to. */
const program = `
  import { processSink } from ${JSON.stringify(sink)}
  const out = processSink((lines) => process.send({ lost: lines }))
  process.on("message", () => process.exit(0))
  for (let line = 0; line < 2_000; line += 1) out.write(line + " ".repeat(1_000) + "\\n")
  setTimeout(() => process.send("still running"), 50)
`

function start() {
  const started = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  })
  child = started
  return started
}

test("a log that nobody takes any more holds up neither the process nor its end", {
  timeout: 15_000,
}, async () => {
  const blocked = start()
  expect((await once(blocked, "message"))[0]).toBe("still running")
  const askedAt = Date.now()
  blocked.send("end")
  expect(await once(blocked, "exit")).toEqual([0, null])
  expect(Date.now() - askedAt).toBeLessThan(3_000)
})

test("lines beyond what may wait are dropped whole, and counted", { timeout: 15_000 }, async () => {
  const slow = start()
  expect((await once(slow, "message"))[0]).toBe("still running")
  let text = ""
  slow.stdout?.setEncoding("utf8").on("data", (part: string) => {
    text += part
  })
  const [{ lost }] = await once(slow, "message")
  slow.send("end")
  await once(slow, "close")
  const numbers = text.trimEnd().split("\n").map(Number)
  expect(numbers).toEqual(numbers.map((_, index) => index))
  expect(lost).toBe(2_000 - numbers.length)
})
