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
