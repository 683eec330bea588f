import { once } from "node:events"
import { realpathSync } from "node:fs"
import { createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { expect, test } from "vitest"
import { type Command, createProcesses } from "./processes"

const limitMs = 20_000

const node = (script: string): Command => ({ file: process.execPath, args: ["-e", script] })

/** Ignores SIGINT, as a server with open streams may. */
const stubborn = node("process.on('SIGINT', () => {}); setInterval(() => {}, 1000)")

const patient = node("setInterval(() => {}, 1000)")

test("the exit code of a command is its ending", async () => {
  const { run } = createProcesses()
  expect(await run(node("process.exit(0)"), { limitMs })).toEqual({ how: "exited", code: 0 })
  expect(await run(node("process.exit(3)"), { limitMs })).toEqual({ how: "exited", code: 3 })
})

test("a command gets its own variables beside the inherited ones", async () => {
  const { run } = createProcesses()
  const script = "process.exit(process.env.TEAPOT === 'full' && process.env.PATH ? 0 : 1)"
  expect(await run({ ...node(script), env: { TEAPOT: "full" } }, { limitMs })).toEqual({
    how: "exited",
    code: 0,
  })
})

test("a command runs in its folder", async () => {
  const { run } = createProcesses()
  const folder = realpathSync(tmpdir())
  const script = `process.exit(process.cwd() === ${JSON.stringify(folder)} ? 0 : 1)`
  expect(await run({ ...node(script), folder }, { limitMs })).toEqual({ how: "exited", code: 0 })
})

test("a program that is not there is told, not thrown", async () => {
  const { run } = createProcesses()
  expect(await run({ file: "/nowhere/program", args: [] }, { limitMs })).toEqual({ how: "not started" })
})

test("a command that takes too long is ended", async () => {
  const { run } = createProcesses()
  expect(await run(patient, { limitMs: 200 })).toEqual({ how: "timed out" })
})

test("a command that does not listen is killed after the grace", async () => {
  const { run } = createProcesses({ graceMs: 200 })
  expect(await run(stubborn, { limitMs: 500 })).toEqual({ how: "timed out" })
})

test("stopping ends what runs and starts nothing more", async () => {
  const { run, stop } = createProcesses()
  const running = run(patient, { limitMs })
  stop()
  stop()
  expect(await running).toEqual({ how: "interrupted" })
  expect(await run(node("process.exit(0)"), { limitMs })).toEqual({ how: "interrupted" })
})

// Windows has no process groups: there a dead parent's children cannot be found.
test.skipIf(process.platform === "win32")("what a command leaves behind ends with it", async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  const port = typeof address === "object" ? address?.port : undefined
  // The child calls us and says so to its parent, which then ends without it.
  const child = `require("node:net").connect(${port}, "127.0.0.1", () => process.stdout.write("here"))`
  const parent = `
    const child = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}])
    child.stdout.once("data", () => process.exit(0))`

  const called = once(server, "connection")
  const { run } = createProcesses()
  expect(await run(node(parent), { limitMs })).toEqual({ how: "exited", code: 0 })
  const [socket]: Socket[] = await called
  // A call of a living child would stay open.
  await new Promise((closed) => socket?.once("close", closed).resume().on("error", closed))
  server.close()
})
