import { describe, expect, test } from "vitest"
import { createExceededLimits } from "./exceeded-limits"

describe("S-22 a limit that is exceeded", () => {
  test("is refused until its time is over", () => {
    const exceeded = createExceededLimits()
    expect(() => exceeded.refuse("ben")).not.toThrow()
    exceeded.note("ben", 60)
    expect(() => exceeded.refuse("ben")).toThrow(
      expect.objectContaining({ code: "RATE_LIMITED", details: { retryAfter: 60 } }),
    )
    exceeded.note("ben", 0)
    expect(() => exceeded.refuse("ben")).not.toThrow()
  })

  test("is forgotten where too many others came after it", () => {
    const exceeded = createExceededLimits(2)
    for (const limit of ["a", "b", "a", "c"]) exceeded.note(limit, 60)
    const isRefused = (limit: string) => {
      try {
        exceeded.refuse(limit)
        return false
      } catch {
        return true
      }
    }
    expect(["a", "b", "c"].filter(isRefused)).toEqual(["a", "c"])
  })
})
