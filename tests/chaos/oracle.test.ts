import { expect, test } from "vitest"
import { Oracle } from "./oracle"

const RED = "team.red.chat"

/** Says `count` messages that are all acknowledged, and gives their texts. */
function sayAll(oracle: Oracle, count: number, by = "ben"): string[] {
  return Array.from({ length: count }, () => {
    const { text, acknowledge } = oracle.say(RED, by)
    acknowledge()
    return text
  })
}

function listening(oracle: Oracle, name = "bea") {
  const ear = oracle.listen(name, [RED])
  ear.open(RED)
  let id = 0
  return Object.assign(ear, {
    hearAll(texts: readonly (string | undefined)[]) {
      for (const text of texts) {
        id += 1
        ear.hear(RED, text ?? "", `${id}-0`)
      }
    },
  })
}

test("the oracle finds nothing wrong where everything arrived once and in order", () => {
  const oracle = new Oracle()
  const ear = listening(oracle)
  ear.hearAll(sayAll(oracle, 3))
  expect(oracle.judge()).toEqual({
    ...{ acknowledged: 3, delivered: 3, lost: 0, twice: 0, disordered: 0, gaps: 0, leaks: 0, forged: 0 },
    examples: [],
  })
})

test("the oracle sees a message that was acknowledged and not heard, in the middle and at the end", () => {
  const oracle = new Oracle()
  const ear = listening(oracle)
  const [first, , third] = sayAll(oracle, 4)
  ear.hearAll([first, third])
  expect(oracle.judge()).toMatchObject({
    lost: 2,
    examples: [`bea lost ben#2 on ${RED}`, `bea lost ben#4 on ${RED}`],
  })
})

test("the oracle does not owe what was never acknowledged, or said before the channel was open", () => {
  const oracle = new Oracle()
  sayAll(oracle, 1)
  listening(oracle)
  oracle.say(RED, "ben")
  expect(oracle.judge()).toMatchObject({ acknowledged: 1, lost: 0 })
})

test("the oracle excuses a hole only by a gap that was told where the hole is", () => {
  const oracle = new Oracle()
  const told = listening(oracle, "told")
  const late = listening(oracle, "told too late")
  const [first, , third, fourth] = sayAll(oracle, 4)
  told.hearAll([first])
  told.gap(RED)
  told.hearAll([third, fourth])
  late.hearAll([first, third])
  late.gap(RED)
  late.hearAll([fourth])
  expect(oracle.judge()).toMatchObject({ lost: 1, gaps: 2, examples: [`told too late lost ben#2 on ${RED}`] })
})

test("the oracle sees what was heard twice, also when the first time was judged long ago", () => {
  const oracle = new Oracle()
  const ear = listening(oracle)
  const [first] = sayAll(oracle, 1)
  ear.hearAll([first])
  oracle.forget()
  ear.hearAll([first])
  expect(oracle.judge()).toMatchObject({ twice: 1, disordered: 0 })
})

test("the oracle excuses a repetition behind a gap only where Redis lost its memory", () => {
  const oracle = new Oracle()
  const ear = listening(oracle)
  const [first] = sayAll(oracle, 1)
  ear.hearAll([first])
  ear.gap(RED)
  ear.hearAll([first])
  expect(oracle.judge().twice).toBe(1)
  expect(oracle.judge({ mayRepeat: true }).twice).toBe(0)
})

test("the oracle sees disorder of one speaker, and of two by their ids", () => {
  const oracle = new Oracle()
  const ear = listening(oracle)
  const [first, second] = sayAll(oracle, 2)
  ear.hearAll([second, first])
  expect(oracle.judge().disordered).toBe(1)
  oracle.forget()

  const [ofBen] = sayAll(oracle, 1)
  const [ofAda] = sayAll(oracle, 1, "ada")
  ear.hear(RED, ofBen ?? "", "900-1")
  ear.hear(RED, ofAda ?? "", "900-0")
  expect(oracle.judge().disordered).toBe(1)
})

test("the oracle sees what was heard without a grant, and what nobody said", () => {
  const oracle = new Oracle()
  const ear = oracle.listen("eve", ["team.red-eu.chat"])
  const [text = ""] = sayAll(oracle, 1)
  ear.hear(RED, text, "1-0")
  ear.hear("team.red-eu.chat", "rubbish", "1-0")
  expect(oracle.judge()).toMatchObject({ leaks: 1, forged: 1 })
})

test("the oracle takes a right away and gives it back", () => {
  const oracle = new Oracle()
  const ear = listening(oracle)
  ear.grant(RED, false)
  ear.hearAll(sayAll(oracle, 1))
  ear.grant(RED, true)
  ear.hearAll(sayAll(oracle, 1))
  expect(oracle.judge()).toMatchObject({ leaks: 1, lost: 0 })
})

test("the oracle demands of a listener that left only that there are no holes", () => {
  const oracle = new Oracle()
  const ear = listening(oracle)
  const [, second, , fourth] = sayAll(oracle, 5)
  ear.hearAll([second, fourth])
  ear.leave()
  expect(oracle.judge().lost).toBe(1)
})

test("the oracle takes nobody whose words it could not recognise", () => {
  expect(() => new Oracle().say(RED, "ada in between")).toThrow()
})
