import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { afterEach, describe, expect, test } from "vitest"
import { framesOf, traceOf } from "./error-trace"

const source = (file: string) => JSON.stringify(fileURLToPath(new URL(file, import.meta.url)))
let child: ChildProcess | undefined
afterEach(() => child?.kill("SIGKILL"))

/** A process whose output is captured, as production does it, and that then runs this. */
function startCaptured(program: string, level = "info") {
  const text = `
    import { captureOutput } from ${source("./capture-output.ts")}
    import { createLogger } from ${source("../log.ts")}
    import { processSink } from ${source("./sink.ts")}
    const logger = createLogger(${JSON.stringify(level)}, processSink(() => {}))
    captureOutput((loudness, fields) => logger[loudness](fields, "printed"))
    ${program}
  `
  const started = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", text], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  })
  child = started
  return started
}

test("S-9 a process whose output nobody reads goes on, however much is printed and in whatever way", {
  timeout: 60_000,
}, async () => {
  const unread = startCaptured(`
    let written = 0
    for (let line = 0; line < 2_000; line += 1) {
      console.error("x".repeat(1_000), new Error("x".repeat(1_000)))
      console.table([{ line }])
      process.stderr.write("x".repeat(1_000) + "\\n")
      process.stdout.write("x".repeat(1_000) + "\\n", () => { written += 1 })
      process.emitWarning(new Error("x".repeat(1_000)))
    }
    process.on("message", () => process.exit(0))
    setTimeout(() => process.send({ written }), 50)
  `)
  expect((await once(unread, "message"))[0]).toEqual({ written: 2_000 })
  unread.send("end")
  expect(await once(unread, "exit")).toEqual([0, null])
})

/**
 * Prints something that came from outside, in every way, and ends once all of it is written: a process that is ended
 * before writes its last lines at once, and may overtake the one that is on its way.
 */
const PRINTING = `
  const forged = 'canary\\n{"level":"error","message":"canary"}\\n    at canary (canary.js:1:1)'
  const failed = new TypeError(forged, { cause: new RangeError(forged) })
  for (const method of ["error", "warn", "log", "info", "debug", "trace"]) console[method](forged, failed)
  console.error(forged)
  console.dir({ forged })
  process.stderr.write(forged)
  process.emitWarning(forged)
  process.emitWarning(failed)
`

async function linesOf(level: string): Promise<{ lines: Record<string, unknown>[]; stderr: string }> {
  const printing = startCaptured(PRINTING, level)
  const texts = { stdout: "", stderr: "" }
  for (const name of ["stdout", "stderr"] as const) {
    printing[name]?.setEncoding("utf8").on("data", (part: string) => {
      texts[name] += part
    })
  }
  await once(printing, "close")
  const lines = texts.stdout.split("\n").filter(Boolean)
  return { lines: lines.map((line) => JSON.parse(line)), stderr: texts.stderr }
}

describe("S-9 what is printed is one line of JSON each, on standard output,", () => {
  test("with its place and the names of errors, and without a word of it", { timeout: 60_000 }, async () => {
    const { lines, stderr } = await linesOf("info")
    expect(stderr).toBe("")
    expect(lines.map(({ level, printed }) => `${level} ${printed}`)).toEqual([
      ...["error console.error", "warn console.warn", "info console.log"],
      ...["info console.info", "info console.debug", "warn console.trace"],
      ...["error console.error", "info stdout", "error stderr", "warn warning", "warn warning"],
    ])
    expect(lines[0]).toMatchObject({ causes: ["TypeError", "RangeError"], message: "printed" })
    for (const { stack } of lines) expect(stack).not.toEqual([])
    expect(JSON.stringify(lines)).not.toContain("canary")
  })

  test("as far as LOG_LEVEL lets it through", { timeout: 60_000 }, async () => {
    const { lines } = await linesOf("error")
    expect(lines.map(({ printed }) => printed)).toEqual(["console.error", "console.error", "stderr"])
    expect((await linesOf("silent")).lines).toEqual([])
  })
})

test("S-9 the frames of an error are its own, and not those that its message pretends", () => {
  const message = "canary\n    at canary (canary.js:1:1)"
  const error = new Error(message)
  expect(framesOf(error).length).toBeGreaterThan(0)
  expect(framesOf(error).join()).not.toContain("canary")
  // Whoever changes a message after the fact leaves the old one in the stack.
  error.message = "other"
  expect(framesOf(error)).toEqual([])
  error.name = "canary of\nmany"
  expect(traceOf(error).causes).toEqual(["Error"])
  expect(traceOf("canary")).toEqual({ causes: [], stack: [] })
})
