/** Everything that a stranger or another person writes is read in a time that grows with it, and no faster. */
import { describe, expect, test } from "vitest"
import "./settings"
import { judgeGrowth } from "./judge-growth"
import { readersOfCommands } from "./readers/commands"
import { readersOfMessages } from "./readers/messages"
import type { Reader } from "./readers/reader"
import { readersOfRequests } from "./readers/requests"
import { commonShapes } from "./shapes"

describe.each([
  ["requests", readersOfRequests],
  ["messages", readersOfMessages],
  ["commands", readersOfCommands],
])("%s", (_, readers) => {
  test.each(readers)("S-1 linear in its length: $name", async (reader) => {
    const steep: string[] = []
    for (const [shape, make] of Object.entries({ ...commonShapes, ...reader.shapes })) {
      const { verdict, timings } = await judgeGrowth(readerWork(reader), make)
      if (verdict === "steep") steep.push(`${shape}: ${timings.map(({ ms }) => ms.toFixed(3)).join(", ")} ms`)
    }
    expect(steep).toEqual([])
  })
})

function readerWork({ read }: Reader): (text: string) => Promise<void> {
  return async (text) => {
    try {
      await read(text)
    } catch {
      // A refusal, which is an answer like any other.
    }
  }
}
