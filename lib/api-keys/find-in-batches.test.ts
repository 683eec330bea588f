import { expect, test, vi } from "vitest"
import { findInBatches } from "./find-in-batches"

test("S-8 keys of the same moment are looked up together, each once", async () => {
  const read = vi.fn(async (ids: readonly string[]) =>
    ids.map((id) => (id === "c" ? undefined : `record ${id}`)),
  )
  const find = findInBatches(read)
  expect(await Promise.all(["a", "b", "a", "c"].map(find))).toEqual([
    "record a",
    "record b",
    "record a",
    undefined,
  ])
  expect(read.mock.calls).toEqual([[["a", "b", "c"]]])
  expect(await find("d")).toBe("record d")
})

test("S-8 a batch that is full does not wait", async () => {
  vi.useFakeTimers()
  const read = vi.fn(async (ids: readonly string[]) => ids)
  const find = findInBatches(read)
  const found = Promise.all(Array.from({ length: 1_000 }, (_, n) => find(String(n))))
  expect((await found).at(-1)).toBe("999")
  expect(read).toHaveBeenCalledTimes(2)
  vi.useRealTimers()
})

test("where records cannot be read, every key of the batch is told so, and the next batch is read again", async () => {
  const read = vi.fn(async (ids: readonly string[]) => ids)
  read.mockRejectedValueOnce(new Error("away"))
  const find = findInBatches(read)
  for (const refused of [find("a"), find("b")])
    await expect(refused).rejects.toMatchObject({ code: "UNAVAILABLE" })
  expect(await find("a")).toBe("a")
})
