import { expect, test } from "vitest"
import type { ChatMessage } from "./chat-message"
import { placeMessages } from "./placement"

const noon = new Date(2026, 2, 14, 12).getTime()
const MINUTE = 60_000

/** A message so many minutes after noon. */
function said(n: number, minutes: number, by = "ben"): ChatMessage {
  const at = noon + minutes * MINUTE
  return { channel: "team.red.chat", id: `${at}-0`, n, at, from: { id: by }, data: { text: `m${n}` } }
}

const place = (messages: readonly ChatMessage[], read?: ChatMessage) =>
  placeMessages(messages, { personId: "bea", read })

test("messages of one person in a row are a group, until somebody else speaks or after a pause", () => {
  const placements = place([said(1, 0), said(2, 1), said(3, 2, "bea"), said(4, 3), said(5, 9)])
  expect(placements.map(({ first }) => first)).toEqual([true, false, true, true, true])
  expect(placements.map(({ own }) => own)).toEqual([false, false, true, false, false])
})

test("each local day begins anew, and with it a group", () => {
  const midnight = 12 * 60
  const placements = place([said(1, midnight - 2), said(2, midnight - 1), said(3, midnight + 1)])
  expect(placements.map(({ day }) => day)).toEqual([true, false, true])
  expect(placements.map(({ first }) => first)).toEqual([true, false, true])
})

test("the first message after the last one read is fresh, unless it is one's own", () => {
  const messages = [said(1, 0), said(2, 1, "bea"), said(3, 2), said(4, 3)]
  const fresh = (read?: ChatMessage) => place(messages, read).map(({ fresh }) => fresh)
  expect(fresh(messages[0])).toEqual([false, false, true, false])
  expect(fresh(messages[3])).toEqual([false, false, false, false])
  expect(fresh(said(0, -1))).toEqual([true, false, false, false])
  expect(fresh(), "for somebody who never read this chat").toEqual([false, false, false, false])
})
