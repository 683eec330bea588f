/**
 * Finds the Chromium that the browser tests drive: CHROMIUM_PATH, then the one that Playwright
 * downloaded, then a Chromium, Chrome or Edge of the system.
 */
import { existsSync } from "node:fs"
import { posix, win32 } from "node:path"
import { chromium } from "@playwright/test"
import { answersVersion, type Environment, type Finding, findProgram, placesOnPath } from "./find-program"

const namesOnLinux = [
  // Debian's package of the same Chromium without a window: it takes a fifth less of a small machine.
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "chrome",
  "microsoft-edge",
]

const appsOnMac = [
  "Google Chrome.app/Contents/MacOS/Google Chrome",
  "Chromium.app/Contents/MacOS/Chromium",
  "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
]

const programsOnWindows = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Chromium\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
]

/** Where each system keeps its browsers, best first. */
export function browserPlaces(env: Environment, platform: NodeJS.Platform): string[] {
  if (platform === "darwin") {
    const folders = ["/Applications", env.HOME && posix.join(env.HOME, "Applications")].filter(isText)
    return appsOnMac.flatMap((app) => folders.map((folder) => posix.join(folder, app)))
  }
  if (platform === "win32") {
    const folders = [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA].filter(isText)
    return programsOnWindows.flatMap((program) => folders.map((folder) => win32.join(folder, program)))
  }
  const elsewhere = ["/usr/bin/chromium", "/opt/google/chrome/chrome", "/snap/bin/chromium"]
  return [...placesOnPath(namesOnLinux, env, platform), ...elsewhere]
}

/** Looks for a browser; reads the disk and starts candidates once with `--version`. */
export function findBrowser(env: Environment = process.env): Finding {
  return findProgram({
    what: "Chromium or Chrome",
    variable: "CHROMIUM_PATH",
    env,
    places: [chromium.executablePath(), ...browserPlaces(env, process.platform)],
    // On Windows a browser takes `--version` for an address and opens a window.
    works: process.platform === "win32" ? existsSync : answersVersion,
  })
}

function isText(value: string | undefined): value is string {
  return Boolean(value)
}
