import { expect, test } from "vitest"
import { changeNews } from "./change-news"
import type { Edit } from "./lines"

const edit = (name: string, line: number, text: string): Edit => ({
  ...{ id: "1-0", line, text },
  by: { id: name.toLowerCase(), name },
})

test("one line is told with what it says now, and not letter by letter", () => {
  expect(changeNews([edit("Bea", 2, "M"), edit("Bea", 2, "Milk")])).toBe("Bea changed line 3: Milk")
  expect(changeNews([edit("Bea", 2, " ")])).toBe("Bea emptied line 3")
})

test("several lines are told by number, each by whoever changed it last", () => {
  const edits = [edit("Bea", 5, "f"), edit("Bea", 1, "b"), edit("Ada", 0, "a"), edit("Bea", 2, "c")]
  expect(changeNews(edits)).toBe("Bea changed lines 2, 3 and 6. Ada changed line 1: a")
  expect(changeNews([...edits, edit("Ada", 5, "g")])).toBe(
    "Ada changed lines 1 and 6. Bea changed lines 2 and 3",
  )
  expect(changeNews([])).toBe("")
})
