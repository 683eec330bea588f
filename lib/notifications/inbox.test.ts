import { expect, test } from "vitest"
import { hear, type Inbox, isRead, learn, mark, newestOf, startModel, unmark, unreadOf } from "./inbox"

const empty: Inbox = { version: 0, unread: 0, newest: "0-0", upTo: "0-0", read: [] }
const two: Inbox = { version: 5, unread: 2, newest: "20-0", upTo: "5-0", read: ["15-0"] }

test("an older inbox that arrives later changes nothing, so that no count goes back", () => {
  const model = startModel(two)
  expect(learn(model, { ...empty, version: 4 })).toBe(model)
  expect(learn(model, { ...two, unread: 9 })).toBe(model)
  expect(unreadOf(learn(model, { ...two, version: 6, unread: 1 }))).toBe(1)
})

test("a notification counts when it arrives, and once when the server counts it, whichever comes first", () => {
  const heardFirst = hear(startModel(two), "21-0")
  expect(unreadOf(heardFirst)).toBe(3)
  expect(unreadOf(hear(heardFirst, "21-0"))).toBe(3)
  const counted = { ...two, version: 6, unread: 3, newest: "21-0" }
  expect(unreadOf(learn(heardFirst, counted))).toBe(3)
  expect(unreadOf(hear(learn(startModel(two), counted), "21-0"))).toBe(3)
})

test("ids are compared as numbers, not as text", () => {
  const model = startModel({ ...two, newest: "9-0", upTo: "9-0", unread: 0, read: [] })
  expect(unreadOf(hear(model, "10-0"))).toBe(1)
  expect(unreadOf(hear(model, "9-10"))).toBe(1)
  expect(isRead(model, "10-0")).toBe(false)
})

test("what is being marked is shown as read at once, and as unread again where it is refused", () => {
  const marks = { ids: ["20-0"] }
  const model = mark(startModel(two), marks)
  expect([unreadOf(model), isRead(model, "20-0")]).toEqual([1, true])
  const refused = unmark(model, marks)
  expect([unreadOf(refused), isRead(refused, "20-0")]).toEqual([2, false])
})

test("marking what is read, or twice what is not, takes nothing more off the count", () => {
  const once = mark(startModel(two), { ids: ["20-0", "15-0", "5-0", "1-0"] })
  expect(unreadOf(once)).toBe(1)
  expect(unreadOf(mark(once, { ids: ["20-0"] }))).toBe(1)
})

test("marking all takes what was heard with it, and leaves what arrives after", () => {
  const heard = hear(startModel(two), "21-0")
  const all = mark(heard, { upTo: newestOf(heard) })
  expect(unreadOf(all)).toBe(0)
  expect(unreadOf(hear(all, "22-0"))).toBe(1)
})

test("while all are being marked, only what arrives after counts, however the server's counts overtake the mark", () => {
  const marks = { upTo: "20-0" }
  const marking = mark(startModel(two), marks)
  // Counted before the server marked anything: the two of before are in it.
  const pushed = { ...two, version: 6, unread: 3, newest: "21-0" }
  const ways = [learn(hear(marking, "21-0"), pushed), hear(learn(marking, pushed), "21-0")]
  for (const model of ways) {
    expect(unreadOf(model)).toBe(1)
    const later = hear(model, "22-0")
    expect(unreadOf(later)).toBe(2)
    expect(unreadOf(learn(later, { ...pushed, version: 7, unread: 4, newest: "22-0" }))).toBe(2)
    const answered = { ...pushed, version: 8, unread: 1, upTo: "20-0", read: [] }
    expect(unreadOf(unmark(learn(model, answered), marks))).toBe(1)
    expect(unreadOf(unmark(model, marks)), "refused").toBe(3)
  }
})

test("what was heard is kept for no longer than it is needed to count", () => {
  const marks = { upTo: "20-0" }
  const marking = mark(startModel(two), marks)
  const counted = learn(hear(marking, "21-0"), { ...two, version: 6, unread: 3, newest: "21-0" })
  expect(counted.heard).toEqual(["21-0"])
  expect(unmark(counted, marks).heard).toEqual([])
})
