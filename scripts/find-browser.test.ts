import { expect, test } from "vitest"
import { browserPlaces, findBrowser } from "./find-browser"

test("on Linux a Chromium on the PATH comes before a Chrome on the PATH", () => {
  const places = browserPlaces({ PATH: "/a:/b" }, "linux")
  expect(places.slice(0, 2)).toEqual(["/a/chromium-headless-shell", "/b/chromium-headless-shell"])
  expect(places.slice(2, 4)).toEqual(["/a/chromium", "/b/chromium"])
  expect(places.indexOf("/b/chromium")).toBeLessThan(places.indexOf("/a/google-chrome"))
})

test("on Linux the usual places are looked at even where the PATH does not lead there", () => {
  expect(browserPlaces({}, "linux")).toContain("/usr/bin/chromium")
})

test("on macOS an app may be everybody's or one person's", () => {
  const places = browserPlaces({ HOME: "/Users/kim" }, "darwin")
  expect(places).toContain("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
  expect(places).toContain("/Users/kim/Applications/Chromium.app/Contents/MacOS/Chromium")
})

test("on Windows only the folders that exist there are named", () => {
  expect(browserPlaces({ PROGRAMFILES: "C:\\Program Files" }, "win32")).toEqual([
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files\\Chromium\\Application\\chrome.exe",
    "C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe",
  ])
})

test("CHROMIUM_PATH decides, even when it leads nowhere", () => {
  const finding = findBrowser({ CHROMIUM_PATH: "/nowhere/chromium" })
  expect(finding).toEqual({
    state: "missing",
    sentence: "CHROMIUM_PATH is /nowhere/chromium, and that does not start as Chromium or Chrome.",
  })
})
