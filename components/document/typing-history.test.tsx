import { expect, test } from "vitest"
import { chance } from "./chance"
import { type Step, TypingHistory, type TypingHistoryOptions } from "./typing-history"

/** A line with its history, at a time of its own. */
function lineOf(options: TypingHistoryOptions = {}) {
  let [text, timeMs] = ["", 0]
  const history = new TypingHistory({ now: () => timeMs, ...options })
  return {
    text: () => text,
    wait(ms: number) {
      timeMs += ms
    },
    write(next: string) {
      history.wrote(text, next)
      text = next
    },
    others(next: string) {
      history.follow(text, next)
      text = next
    },
    /** Answers what the line says after a step, or after none where there is no such step. */
    step(step: Step) {
      text = history.step(step, text) ?? text
      return text
    },
  }
}

test("undo and redo leave what others wrote in front, in the middle and behind", () => {
  const line = lineOf()
  line.write("one two")
  line.others("Bea: one two")
  line.write("Bea: one two three")
  line.others("Bea: one and two three")
  line.others("Bea: one and two three four")
  expect(line.step("undo")).toBe("Bea: one and two four")
  expect(line.step("undo")).toBe("Bea: and  four")
  expect(line.step("undo")).toBe("Bea: and  four")
  expect(line.step("redo")).toBe("Bea: one and two four")
  expect(line.step("redo")).toBe("Bea: one and two three four")
  expect(line.step("redo")).toBe("Bea: one and two three four")
})

test("what others took out comes back by no step, and what they put in again comes once", () => {
  const line = lineOf()
  line.write("one two three")
  line.others("one three")
  expect(line.step("undo")).toBe("")
  expect(line.step("redo")).toBe("one three")
  line.write("one")
  line.others("one three")
  expect(line.step("undo"), "the others wrote the end of it").toBe(" three")
})

test("what is typed without a pause is one step, and what is taken out then is another", () => {
  const line = lineOf()
  for (const text of ["a", "ab", "abc"]) line.write(text)
  line.wait(1_000)
  line.write("abcd")
  line.write("")
  expect(line.step("undo")).toBe("abcd")
  expect(line.step("undo")).toBe("abc")
  expect(line.step("undo")).toBe("")
  expect(["abc", "abcd", ""].map(() => line.step("redo"))).toEqual(["abc", "abcd", ""])
})

test("nothing is left to redo once something else is typed", () => {
  const line = lineOf()
  line.write("one")
  line.step("undo")
  line.write("two")
  expect(line.step("redo")).toBe("two")
  expect(line.step("undo")).toBe("")
})

test("the oldest steps go, and so do those that no longer fit", () => {
  const line = lineOf()
  for (let length = 1; length <= 60; length += 1) {
    line.wait(1_000)
    line.write("x".repeat(length))
  }
  for (let steps = 0; steps < 60; steps += 1) line.step("undo")
  expect(line.text()).toBe("x".repeat(10))

  const short = lineOf({ fits: (text) => text.length <= 10 })
  short.write("12345678")
  short.write("")
  short.others("Bea")
  expect(short.step("undo"), "the text before has no room any more").toBe("Bea")
})

test("whatever two people write, undo and redo neither double a letter nor take one that the other wrote", () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const random = chance(seed)
    const pick = (most: number) => Math.floor(random() * most)
    let [code, bens, beas] = [0x4e00, "", ""]
    // Each letter is another one, so that each can be found again.
    const fresh = () => String.fromCodePoint(...Array.from({ length: 1 + pick(5) }, () => code++))
    const line = lineOf()
    const putIn = (text: string) => {
      const at = pick(line.text().length + 1)
      return line.text().slice(0, at) + text + line.text().slice(at)
    }
    for (let turn = 0; turn < 20; turn += 1) {
      line.wait(pick(2_000))
      const [kind, text] = [pick(6), fresh()]
      if (kind < 2) {
        bens += text
        line.write(putIn(text))
      } else if (kind < 4) {
        beas += text
        line.others(putIn(text))
      } else line.step(kind === 4 ? "undo" : "redo")
      const letters = [...line.text()]
      expect(new Set(letters).size, `seed ${seed}`).toBe(letters.length)
      expect(
        letters.filter((letter) => beas.includes(letter)),
        `seed ${seed}`,
      ).toHaveLength(beas.length)
    }
    for (let steps = 0; steps < 20; steps += 1) line.step("undo")
    expect(
      [...line.text()].filter((letter) => bens.includes(letter)),
      `seed ${seed}`,
    ).toEqual([])
  }
})
