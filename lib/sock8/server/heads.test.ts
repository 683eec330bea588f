import { describe, expect, test } from "vitest"
import { createHeads, headArgs } from "./heads"

const at = (ms: number, epoch = "a") => ({ id: `${ms}-0`, epoch, n: ms })

describe("what a process knows of a channel", () => {
  test("is the newest that it saw, in whatever order it comes", () => {
    const heads = createHeads()
    for (const ms of [2, 3, 1]) heads.note("room", at(ms))
    expect(heads.of("room")).toEqual(at(3))
    heads.note("room", at(4, "b"))
    expect(headArgs(heads, "room")).toEqual(["b", "4", "4-0"])
  })

  test("is of the messages that were lost, where their numbers come again", () => {
    const heads = createHeads()
    const lost = { id: "3-0", epoch: "a", n: 3 }
    for (const position of [at(2), lost, { ...at(2), id: "12-0" }, { ...lost, id: "13-0" }])
      heads.note("room", position)
    expect(heads.of("room")).toEqual(lost)
    heads.note("other", { ...lost, id: "13-0" })
    heads.note("other", lost)
    expect(heads.of("other")).toEqual(lost)
  })

  test("is nothing for another channel", () => {
    const heads = createHeads()
    heads.note("room", at(1))
    expect(headArgs(heads, "other")).toEqual(["", "", ""])
  })

  test("is bounded: the channel that was quiet for longest is forgotten", () => {
    const heads = createHeads(2)
    for (const name of ["a", "b", "a", "c"]) heads.note(name, at(1))
    expect(["a", "b", "c"].filter((name) => heads.of(name))).toEqual(["a", "c"])
  })
})
