import { toast } from "sonner"
import { afterEach, expect, test } from "vitest"
import { MOST_AT_ONCE, showToast } from "./show-toast"

afterEach(() => void toast.dismiss())

const titles = () => toast.getToasts().map((one) => "title" in one && one.title)
const tell = (...numbers: number[]) => {
  for (const n of numbers) showToast({ id: `${n}-0`, data: { title: `n${n}`, body: "" } })
}

test("S-24 the first few notifications are shown one by one, and the others together", () => {
  tell(1, 2, 3)
  expect(titles().toSorted()).toEqual(["n1", "n2", "n3"])
  tell(4)
  expect(titles()).toContain("One more notification")
  tell(...Array.from({ length: 96 }, (_, n) => n + 5))
  expect(titles()).toHaveLength(MOST_AT_ONCE + 1)
  expect(titles()).toContain("97 more notifications")
})

test("S-24 once those have gone the next ones are shown by themselves again", () => {
  tell(1, 2, 3, 4, 5)
  toast.dismiss()
  tell(6)
  expect(titles()).toEqual(["n6"])
})
