import { expect, test } from "vitest"
import { compareRest, judgeLoad, type Sample } from "./sample"

const MB = 1024 * 1024

const rested: Sample = {
  ...{ at: 0, heap: 80 * MB, buffers: 5 * MB, rss: 200 * MB, descriptors: 40, leases: 0, endless: [] },
  ...{ queued: 0, sockets: 2, clients: 0, readingNothing: 0 },
}

const failed = (after: Partial<Sample>) =>
  compareRest(rested, { ...rested, ...after })
    .filter(({ failures }) => failures.length > 0)
    .map(({ name }) => name)

test("a process that is as it was passes, and so does a little more", () => {
  expect(failed({})).toEqual([])
  expect(failed({ heap: 86 * MB, buffers: 7 * MB, descriptors: 44, sockets: 4 })).toEqual([])
})

test("each thing that did not come back is named", () => {
  expect(failed({ heap: 90 * MB })).toEqual(["The heap is back"])
  expect(failed({ buffers: 12 * MB })).toEqual(["Buffers are back"])
  expect(failed({ descriptors: 60 })).toEqual(["Descriptors are closed"])
  expect(failed({ sockets: 12 })).toEqual(["Sockets are gone"])
  expect(failed({ queued: 1 })).toEqual(["The kernel holds nothing for clients that left"])
  expect(failed({ leases: 1 })).toEqual(["No connection is counted any more"])
  expect(failed({ endless: ["a:key"] })).toEqual(["Every key ends by itself or is bounded"])
})

test("what a system does not tell is not judged", () => {
  expect(failed({ descriptors: undefined, sockets: undefined, queued: undefined })).toEqual([])
})

test("buffers may hold a bounded amount for each client while the load is on", () => {
  const during = (buffers: number) =>
    judgeLoad(rested, [{ ...rested, clients: 100, buffers }]).flatMap(({ failures }) => failures)
  expect(during(150 * MB)).toEqual([])
  expect(during(400 * MB)).toHaveLength(1)
})
