/**
 * Puts the browser, the Redis server and nginx on a machine that lacks them, as far as this user may. Everything
 * else is left to the person, in a sentence that says what to type.
 */
import { existsSync, rmSync, writeFileSync } from "node:fs"
import { findBrowser } from "./find-browser"
import { findNginx } from "./find-nginx"
import type { Finding } from "./find-program"
import { findRedisServer } from "./find-redis-server"
import type { Processes } from "./test-run/processes"
import { packageCommand } from "./test-run/steps"

const downloadLimitMs = 4 * 60_000
const aptLimitMs = 8 * 60_000

/** Finds a browser, or downloads Playwright's, or installs Debian's. */
export async function ensureBrowser(processes: Processes, say: (line: string) => void): Promise<Finding> {
  const before = findBrowser()
  if (before.state === "found" || process.env.CHROMIUM_PATH) return before

  say("There is no Chromium here yet: trying Playwright's download.")
  // Without the second, smaller browser that Playwright would choose by itself: the config names this one.
  const download = packageCommand("@playwright/test", "playwright", ["install", "--no-shell", "chromium"])
  await processes.run(download, { limitMs: downloadLimitMs })
  const downloaded = findBrowser()
  if (downloaded.state === "found") return downloaded

  if (mayUseApt()) {
    say("That gave no browser that starts: trying the system's package.")
    await aptInstall("chromium", processes)
  }
  return orAdvice(
    findBrowser(),
    "There is no Chromium or Chrome here, and installing one did not work. Install Chrome or Chromium, or run `npx playwright install --with-deps chromium`, or set CHROMIUM_PATH to one that is elsewhere.",
  )
}

/** Finds a Redis server, or installs Debian's. */
export async function ensureRedisServer(processes: Processes, say: (line: string) => void): Promise<Finding> {
  const before = findRedisServer()
  if (before.state === "found" || process.env.REDIS_SERVER_BIN) return before

  if (mayUseApt()) {
    say("There is no redis-server here yet: trying the system's package.")
    await aptInstall("redis-server", processes)
  }
  return orAdvice(
    findRedisServer(),
    "There is no redis-server here. Install it (macOS: `brew install redis`; Debian, Ubuntu: `sudo apt-get install redis-server`; Windows: use WSL), or set REDIS_SERVER_BIN to one that is elsewhere. Only its program is needed: the tests start their own.",
  )
}

/** Finds nginx, or installs Debian's. */
export async function ensureNginx(processes: Processes, say: (line: string) => void): Promise<Finding> {
  const before = findNginx()
  if (before.state === "found" || process.env.NGINX_BIN) return before

  if (mayUseApt()) {
    say("There is no nginx here yet: trying the system's package.")
    await aptInstall("nginx", processes)
  }
  return orAdvice(
    findNginx(),
    "There is no nginx here. Install it (macOS: `brew install nginx`; Debian, Ubuntu: `sudo apt-get install nginx`; Windows: use WSL), or set NGINX_BIN to one that is elsewhere. Only its program is needed: the tests start their own.",
  )
}

function orAdvice(finding: Finding, sentence: string): Finding {
  return finding.state === "found" ? finding : { state: "missing", sentence }
}

function mayUseApt(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")
}

async function aptInstall(name: string, processes: Processes): Promise<void> {
  const allowServices = forbidServices()
  const env = { DEBIAN_FRONTEND: "noninteractive" }
  const apt = (...args: string[]) =>
    processes.run({ file: "apt-get", args: ["-qq", ...args], env }, { limitMs: aptLimitMs })
  try {
    await apt("update")
    await apt("install", "-y", "--no-install-recommends", name)
  } finally {
    allowServices()
  }
}

/**
 * Debian starts a server as soon as its package is installed, unless this file says no (101). Nothing of
 * ours may stay running on somebody's machine; a file that is there already is the owner's word.
 * https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
 */
function forbidServices(): () => void {
  const policy = "/usr/sbin/policy-rc.d"
  if (existsSync(policy)) return () => {}
  writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 })
  return () => rmSync(policy, { force: true })
}
