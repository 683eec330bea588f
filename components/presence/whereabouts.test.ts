import { expect, test } from "vitest"
import type { Member } from "@/lib/sock8/core/presence"
import { presencesOf, whereabouts } from "./whereabouts"

const member = (id: string): Member => ({ id, state: null, since: 1, connections: 1 })
const view = (self: string | undefined, ...others: string[]) => ({
  self: self === undefined ? undefined : member(self),
  others: others.map(member),
  seen: [{ id: "tom", lastSeen: 0 }],
  error: undefined,
})

test("M-42 M-45 somebody is in this chat, online on another page, or was seen last at a time", () => {
  const now = 5 * 60_000
  const presences = presencesOf({ chat: view("ada", "ben"), people: view("ada", "ben", "bea") })
  const words = (id: string) => whereabouts(id, presences, now).words
  expect(["ada", "ben", "bea", "tom", "eve"].map(words)).toEqual([
    ...["in this chat", "in this chat", "online", "last seen 5 min ago", "not seen lately"],
  ])
})

test("before the stream has told who is there, nobody is said to be away", () => {
  const nobody = { ...view(undefined), seen: [] }
  expect(whereabouts("ben", presencesOf({ chat: nobody, people: nobody }), 0).words).toBe("…")
})
