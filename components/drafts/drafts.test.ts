import { expect, test, vi } from "vitest"
import { type DraftStorage, Drafts } from "./drafts"

/** What `sessionStorage` is for one tab, over several pages. */
function tabStorage(): DraftStorage & { readonly items: Map<string, string> } {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, text) => void items.set(name, text),
    removeItem: (name) => void items.delete(name),
    key: (index) => [...items.keys()][index] ?? null,
    get length() {
      return items.size
    },
  }
}

const chat = { person: "ben", place: "team.red.chat" }

test("a draft is there on the next page of the tab, for the same person and place only", () => {
  const storage = tabStorage()
  new Drafts(() => storage).write(chat, "half a sent")
  const next = new Drafts(() => storage)
  expect(next.read(chat)).toBe("half a sent")
  expect(next.read({ ...chat, place: "team.blue.chat" })).toBe("")
  expect(next.read({ ...chat, person: "bea" })).toBe("")
})

test("what another person left in the tab is forgotten when one uses it, however alike their ids are", () => {
  const storage = tabStorage()
  for (const person of ["ben", "ben2", "ben/team", "be"])
    new Drafts(() => storage).write({ ...chat, person }, person)
  // Each of them removed those before.
  expect(storage.items.size).toBe(1)
  storage.items.set("grantway.draft.ben2/team.red.chat", "ben2's")
  storage.items.set("else", "of another part of the app")
  const drafts = new Drafts(() => storage)
  drafts.forgetOthers("ben")
  expect([...storage.items.keys()]).toEqual(["else"])
  drafts.write(chat, "mine")
  drafts.forgetOthers("ben")
  expect(drafts.read(chat)).toBe("mine")
})

test("all that was left in the tab can be forgotten, and no more than that", () => {
  const storage = tabStorage()
  const drafts = new Drafts(() => storage)
  drafts.write(chat, "half a sent")
  storage.items.set("grantway.draft.bea/team.red.chat", "bea's")
  storage.items.set("else", "of another part of the app")
  const changed = vi.fn()
  drafts.subscribe(changed)
  drafts.forgetAll()
  expect(drafts.read(chat)).toBe("")
  expect([...storage.items.keys()]).toEqual(["else"])
  expect(changed).toHaveBeenCalledTimes(1)
})

test("what was sent is forgotten, and what was written on meanwhile is kept", () => {
  const storage = tabStorage()
  const drafts = new Drafts(() => storage)
  drafts.write(chat, "first")
  drafts.write(chat, "first and more")
  drafts.sent(chat, "first")
  expect(drafts.read(chat)).toBe("first and more")
  drafts.sent(chat, "first and more")
  expect(drafts.read(chat)).toBe("")
  expect(storage.items.size).toBe(0)
})

test("who watches is told of each change until they stop", () => {
  const drafts = new Drafts(tabStorage)
  const changed = vi.fn()
  const stop = drafts.subscribe(changed)
  drafts.write(chat, "a")
  stop()
  drafts.write(chat, "ab")
  expect(changed).toHaveBeenCalledTimes(1)
})

test("where the browser has no storage or no room, drafts last as long as the page", () => {
  const closed = () => {
    throw new Error("SecurityError")
  }
  const drafts = new Drafts(closed)
  drafts.write(chat, "half a sent")
  drafts.forgetOthers("ben")
  expect(drafts.read(chat)).toBe("half a sent")
  expect(new Drafts(closed).read(chat)).toBe("")
})
