/** What is kept of a large text is the piece, and not the text: V8 makes pieces that hold the whole. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type EmbeddedUpstash, startEmbeddedUpstash } from "../../lib/embedded-upstash/start"

const root = fileURLToPath(new URL("../..", import.meta.url))
const run = promisify(execFile)
/** Characters of each large text. */
const LARGE = 60_000

let upstash: EmbeddedUpstash
beforeAll(async () => {
  upstash = await startEmbeddedUpstash({ token: "kept" })
})
afterAll(() => upstash.close())

// A process of its own: its memory is nobody else's, and the texts lie in Redis here.
test("S-20 a piece that is kept of a large text does not hold the text", async () => {
  const script = ["--expose-gc", "--import", "tsx", "tests/integration/kept-text-child.ts"]
  const { stdout } = await run(process.execPath, [...script, upstash.url, upstash.token, String(LARGE)], {
    cwd: root,
  })
  const held: Record<string, number> = JSON.parse(stdout)
  const tooMuch = Object.entries(held).filter(([, bytes]) => !(bytes < LARGE / 4))
  expect(tooMuch).toEqual([])
  expect(Object.keys(held).length).toBeGreaterThan(0)
}, 120_000)
