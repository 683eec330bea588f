import { expect, test } from "vitest"
import { keyRequest } from "./api-keys/key-record"
import { announcement, chatMessage, notice, notification } from "./channels"
import { displayName } from "./people/display-name"
import { isVisible } from "./visible-text"

const invisible = {
  nothing: "",
  spaces: " \t\n\u00a0\u2003\u3000\u1680",
  "zero-width spaces": "\u200b\u200b\ufeff",
  "a soft hyphen": "\u00ad",
  joiners: "\u200d\u200c\u2060\u034f",
  "marks of direction": "\u200e\u200f\u061c\u202a\u202e\u2066\u2069",
  "fillers of Hangul": "\u3164\u115f\u1160\uffa0",
  "variation selectors": "\ufe0f\ufe0e\u{e0100}\u180b",
  tags: "\u{e0001}\u{e0041}\u{e007f}",
  "an empty Braille cell": "\u2800",
  "a note without a head": "\u{1d159}",
  "marks of annotations": "\ufff9\ufffa\ufffb",
  "signs of mathematics that are only thought": "\u2061\u2062\u2063\u2064",
  controls: "\u0000\u0007\u001b\u0085",
  "a separator of Mongolian": "\u180e",
  "shorthand and music controls": "\u{1bca0}\u{1d173}",
  "half a character": "\ud83d",
  "no character at all": "\u{1fffe}\ufdd0\uffff",
  "what is reserved for characters without a shape": "\u2065\u{e0fff}\ufff0",
}

const visible = [
  ...["a", "0", ".", "-", "é", "e\u0301", "\u0301", "山", "می‌خواهم", "שרה", "\u0600", "₿", "\u20dd"],
  ...[
    "👩‍🌾",
    "👨‍👩‍👧‍👦",
    "❤️",
    "🏳️‍🌈",
    "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "🇩🇪",
    "1️⃣",
    "⠁",
  ],
  ...["\u200b.\u200b", " \u200da", "\u{f0000}"],
  // An emoji of Unicode 16, one of Unicode 17, and code points that no Unicode has given a character yet.
  ...["\u{1fae9}", "\u{1fac8}", "\u{1faff}", "\u0378"],
]

test.each(Object.entries(invisible))("%s is nothing to be seen", (_, text) => {
  expect(isVisible(text)).toBe(false)
})

test.each(visible)("%s is to be seen, whatever joins it", (text) => {
  expect(isVisible(text)).toBe(true)
})

const link = "/dashboard"

test("what people say, what they are told and what keys are called is never invisible", () => {
  const takes = (text: string) => ({
    message: chatMessage.safeParse({ text }).success,
    announcement: announcement.safeParse({ text }).success,
    notice: notice.safeParse({ text, from: "Acme" }).success,
    "author of a notice": notice.safeParse({ text: "hello", from: text }).success,
    title: notification.safeParse({ type: "wave", title: text, body: "", link }).success,
    key: keyRequest.safeParse({ name: text, scope: [{ path: "lobby", actions: ["read"] }] }).success,
  })
  const all = (taken: boolean) => Object.fromEntries(Object.keys(takes("")).map((name) => [name, taken]))
  for (const [title, text] of Object.entries(invisible)) expect(takes(text), title).toEqual(all(false))
  for (const text of ["a", "👩‍🌾", "می‌خواهم"]) expect(takes(text), text).toEqual(all(true))
})

test("a name of which nothing can be seen is none", () => {
  for (const [title, text] of Object.entries(invisible)) expect(displayName(text), title).toBe("")
  for (const text of ["👩‍🌾", "❤️", "می‌خواهم"]) expect(displayName(text)).toBe(text)
})
