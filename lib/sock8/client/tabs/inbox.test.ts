import { expect, test } from "vitest"
import { Inbox } from "./inbox"

const rights = { type: "rights" } as const

/** What is read of it: types of events, then how it ended. */
async function readAll(inbox: Inbox): Promise<string[]> {
  const read: string[] = []
  try {
    for await (const { type } of inbox.read()) read.push(type)
    return [...read, "end"]
  } catch (error) {
    return [...read, String(error)]
  }
}

test("what came before the end is read before it", async () => {
  const inbox = new Inbox()
  const reading = readAll(inbox)
  inbox.push(rights)
  inbox.push(rights)
  inbox.end()
  expect(await reading).toEqual(["rights", "rights", "end"])
})

test("of two ends the first one counts", async () => {
  const [failed, ended] = [new Inbox(), new Inbox()]
  failed.end(new Error("refused"))
  failed.end()
  ended.end()
  ended.end(new Error("refused"))
  expect([await readAll(failed), await readAll(ended)]).toEqual([["Error: refused"], ["end"]])
})
