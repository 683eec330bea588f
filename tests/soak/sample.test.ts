import { expect, test } from "vitest"
import { compareRest, judgeLoad, type Sample } from "./sample"

const MB = 1024 * 1024

const rested: Sample = {
  ...{ at: 0, heap: 60 * MB, code: 12 * MB, buffers: 5 * MB, rss: 200 * MB },
  ...{ descriptors: 40, leases: 0, endless: [] },
  ...{ queued: 0, sockets: 2, clients: 0, readingNothing: 0 },
}

const failed = (after: Partial<Sample>) =>
  compareRest(rested, { ...rested, ...after })
    .filter(({ failures }) => failures.length > 0)
    .map(({ name }) => name)

test("a process that is as it was passes, and so does a little more", () => {
  expect(failed({})).toEqual([])
  expect(failed({ heap: 62 * MB, code: 20 * MB, buffers: 7 * MB, descriptors: 44, sockets: 4 })).toEqual([])
})

test("each thing that did not come back is named", () => {
  expect(failed({ heap: 63 * MB })).toEqual(["The heap is back"])
  expect(failed({ code: 21 * MB })).toEqual(["Compiled code stays bounded"])
  expect(failed({ buffers: 12 * MB })).toEqual(["Buffers are back"])
  expect(failed({ descriptors: 60 })).toEqual(["Descriptors are closed"])
  expect(failed({ sockets: 12 })).toEqual(["Sockets are gone"])
  expect(failed({ queued: 1 })).toEqual(["The kernel holds nothing for clients that left"])
  expect(failed({ leases: 1 })).toEqual(["No connection is counted any more"])
  expect(failed({ endless: ["a:key"] })).toEqual(["Every key ends by itself or is bounded"])
})

test("what V8 keeps about code may grow with it, and not without it", () => {
  expect(failed({ heap: 64 * MB, code: 16 * MB })).toEqual([])
  expect(failed({ heap: 64 * MB, code: 8 * MB })).toEqual(["The heap is back"])
})

test("1 KB of each of the streams of ten minutes is found", () => {
  expect(failed({ heap: rested.heap + 3_900 * 1024 })).toEqual(["The heap is back"])
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
