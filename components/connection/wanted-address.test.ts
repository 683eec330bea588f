import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { wantedAddress, watchLinks } from "./wanted-address"

const ORIGIN = "https://app.example.org"

class FakeElement {
  constructor(readonly link: unknown) {}
  closest() {
    return this.link
  }
}

/** A page that knows where it is, and hears of clicks. */
let page: { location: { href: string; origin: string }; document: EventTarget; window: EventTarget }
let stop: () => void

beforeEach(() => {
  page = {
    location: { href: `${ORIGIN}/a`, origin: ORIGIN },
    document: new EventTarget(),
    window: new EventTarget(),
  }
  for (const [name, value] of Object.entries({ ...page, Element: FakeElement })) vi.stubGlobal(name, value)
  stop = watchLinks()
  page.window.dispatchEvent(new Event("popstate"))
})
afterEach(() => {
  stop()
  vi.unstubAllGlobals()
})

function click(path: string, how: object = {}, link: object = {}): void {
  const to = { href: `${ORIGIN}${path}`, origin: ORIGIN, target: "", hasAttribute: () => false, ...link }
  const event = Object.assign(new Event("click"), { button: 0, ...how })
  Object.defineProperty(event, "target", { value: new FakeElement(to) })
  page.document.dispatchEvent(event)
}

const wanted = () => wantedAddress().href.slice(ORIGIN.length)

test("a link that was followed is wanted until it is open, and then the page that it opened", () => {
  expect(wantedAddress()).toEqual({ href: `${ORIGIN}/a`, isLink: false })
  click("/b")
  expect(wantedAddress()).toEqual({ href: `${ORIGIN}/b`, isLink: true })
  click("/c")
  expect(wanted()).toBe("/c")
  page.location.href = `${ORIGIN}/c`
  expect(wantedAddress()).toEqual({ href: `${ORIGIN}/c`, isLink: false })
})

test("who goes back wants no link of before", () => {
  click("/b")
  page.location.href = `${ORIGIN}/b`
  page.location.href = `${ORIGIN}/a`
  page.window.dispatchEvent(new Event("popstate"))
  expect(wantedAddress()).toEqual({ href: `${ORIGIN}/a`, isLink: false })
})

test("a link to the page itself, to a new tab, to a file or out of the app is not waited for", () => {
  click("/a")
  for (const how of [
    { metaKey: true },
    { ctrlKey: true },
    { shiftKey: true },
    { altKey: true },
    { button: 1 },
  ])
    click("/b", how)
  for (const link of [
    { target: "_blank" },
    { hasAttribute: () => true },
    { origin: "https://example.org", href: "https://example.org/" },
  ])
    click("/b", {}, link)
  expect(wantedAddress()).toEqual({ href: `${ORIGIN}/a`, isLink: false })
})

test("a link of before is not wanted on a page that the browser kept, and one is that was followed while it loaded", () => {
  const show = (persisted: boolean) =>
    page.window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted }))
  click("/b")
  show(false)
  expect(wantedAddress()).toEqual({ href: `${ORIGIN}/b`, isLink: true })
  show(true)
  expect(wantedAddress()).toEqual({ href: `${ORIGIN}/a`, isLink: false })
})
