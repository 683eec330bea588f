import { expect, test } from "vitest"
import { createTurns } from "./turns"

/** Work that ends when it is told to. */
function openWork() {
  const started: string[] = []
  const ends = new Map<string, () => void>()
  const work = (name: string) => () => {
    started.push(name)
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name)))
  }
  return { started, work, end: (name: string) => ends.get(name)?.() }
}

const create = (maxWaiting = 3, maxWaitMs = 60_000) =>
  createTurns({ atOnce: 2, maxWaiting, maxWaitMs, retryAfter: 5 })
const codeOf = (error: unknown) => (error instanceof Error ? Reflect.get(error, "code") : error)

test("S-3 two are at work at once, and a few wait", async () => {
  const { started, work, end } = openWork()
  const turns = create()
  const all = ["a", "b", "c", "d", "e"].map((name) => turns.run("last", work(name)))
  expect(started).toEqual(["a", "b"])
  end("b")
  expect(await all[1]).toBe("b")
  expect(started).toEqual(["a", "b", "c"])
  for (const name of ["a", "c", "d", "e"]) {
    end(name)
    await all.at(["a", "b", "c", "d", "e"].indexOf(name))
  }
  expect(started).toEqual(["a", "b", "c", "d", "e"])
})

test("S-3 one more than may wait is refused at once, with the seconds to wait", async () => {
  const { work, end } = openWork()
  const turns = create(1)
  const running = ["a", "b", "c"].map((name) => turns.run("last", work(name)))
  expect(() => turns.requirePlace("last")).toThrow()
  const refused = await turns.run("last", work("d")).catch((error: unknown) => error)
  expect(codeOf(refused)).toBe("UNAVAILABLE")
  expect(refused).toMatchObject({ details: { retryAfter: 5 } })
  for (const [index, name] of ["a", "b", "c"].entries()) {
    end(name)
    await running[index]
  }
  turns.requirePlace("last")
})

test("S-3 the first lane goes before the other, and a full one leaves it its places", async () => {
  const { started, work, end } = openWork()
  const turns = create(2)
  const running = ["a", "b", "c", "d"].map((name) => turns.run("last", work(name)))
  expect(() => turns.requirePlace("last")).toThrow()
  turns.requirePlace("first")
  running.push(turns.run("first", work("known")))
  end("a")
  await running[0]
  expect(started).toEqual(["a", "b", "known"])
  for (const name of ["b", "known", "c", "d"]) {
    end(name)
    await running[["a", "b", "c", "d", "known"].indexOf(name)]
  }
})

test("S-3 what waits for too long is refused, leaves its place, and is never done", async () => {
  const { started, work, end } = openWork()
  const turns = create(1, 20)
  const running = ["a", "b"].map((name) => turns.run("last", work(name)))
  const late = await turns.run("last", work("late")).catch((error: unknown) => error)
  expect(codeOf(late)).toBe("UNAVAILABLE")
  turns.requirePlace("last")
  const next = turns.run("last", work("next"))
  end("a")
  expect(await running[0]).toBe("a")
  expect(started).toEqual(["a", "b", "next"])
  for (const name of ["b", "next"]) end(name)
  // What has begun is not refused any more, however long it takes.
  expect(await Promise.all([...running, next])).toEqual(["a", "b", "next"])
})

test("S-3 work that fails gives its turn to the next", async () => {
  const turns = create(1)
  const failed = await turns.run("last", () => Promise.reject(new Error("broken"))).catch((error) => error)
  expect(failed).toMatchObject({ message: "broken" })
  expect(await turns.run("last", async () => "done")).toBe("done")
})
