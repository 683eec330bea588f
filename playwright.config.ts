/** The browser tests: people in Chromium against the production build. `npm test` runs them too. */
import { defineConfig, devices, type ReporterDescription } from "@playwright/test"
import { e2eAddress, e2eEnvironment, proxiedAddress, serverArguments } from "./scripts/e2e-environment"
import { findBrowser } from "./scripts/find-browser"

const { port, url } = e2eAddress()
const executablePath = browserPath()
const jsonReport = process.env.E2E_JSON_REPORT
const isRootOnLinux = process.platform === "linux" && process.getuid?.() === 0
const takesScreenshots = Boolean(process.env.E2E_SCREENSHOT)
const withOwnInstances = "**/7-presence.spec.ts"
const behindNginx = "**/behind-nginx.spec.ts"

const browserArguments = [
  // Chromium's sandbox refuses to run as root, as containers do.
  ...(isRootOnLinux ? ["--no-sandbox"] : []),
  // A container's /dev/shm is 64 MB by default, and a tab that outgrows it crashes.
  "--disable-dev-shm-usage",
  // Nothing but the tests talks to the network, so that no call of the browser's own slows them.
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--disable-sync",
  "--no-pings",
  "--disable-gpu",
  "--disable-smooth-scrolling",
]

const reporter: ReporterDescription[] = [["list"], ["./e2e/attacks/summary.ts"]]
if (jsonReport) reporter.push(["json", { outputFile: jsonReport }])

/** In this browser the host of the app is nginx on this machine, with a certificate that was made for the run. */
function behindNginxOptions() {
  const { host, port, url } = proxiedAddress()
  const rules = [
    `--host-resolver-rules=MAP ${host}:443 127.0.0.1:${port}`,
    // Without it, Chromium refuses each new connection once and asks again; after many it is ERR_TOO_MANY_RETRIES.
    "--ignore-certificate-errors",
  ]
  return {
    ...{ baseURL: url, ignoreHTTPSErrors: true },
    launchOptions: { ...(executablePath && { executablePath }), args: [...browserArguments, ...rules] },
  }
}

export default defineConfig({
  testDir: "e2e",
  testMatch: takesScreenshots ? "screenshot.ts" : "**/*.spec.ts",
  reporter,
  forbidOnly: Boolean(process.env.CI),
  // A test that passes at the second try is a broken test.
  retries: 0,
  workers: 2,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  // A trace of each test costs a third of the time; `--trace retain-on-failure` asks for them.
  use: {
    ...devices["Desktop Chrome"],
    baseURL: url,
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    launchOptions: { ...(executablePath && { executablePath }), args: browserArguments },
  },
  projects: [
    // One at a time: these tests share one server and one Redis, where one test's suspension of a person would
    // be another's riddle.
    { name: "chromium", testIgnore: [withOwnInstances, behindNginx], workers: 1 },
    // These have servers and a Redis of their own, and wait much: for a grace, for the lease of the dead.
    ...(takesScreenshots ? [] : [{ name: "own instances", testMatch: withOwnInstances, workers: 1 }]),
    // A step of its own in `npm test`: nginx is on fewer machines than all else.
    ...(takesScreenshots
      ? []
      : [{ name: "behind nginx", testMatch: behindNginx, workers: 1, use: behindNginxOptions() }]),
  ],
  webServer: {
    command: `node ${serverArguments(port).join(" ")}`,
    url: `${url}/sign-in`,
    env: e2eEnvironment(),
    reuseExistingServer: false,
    timeout: 60_000,
    // `next start` may wait for open streams without end; after this it is killed.
    gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
  },
})

/** Looks once per run; workers take the answer from the environment. */
function browserPath(): string | undefined {
  const browser = findBrowser()
  // Without a browser Playwright's own message says how to get one.
  if (browser.state === "missing") return undefined
  process.env.CHROMIUM_PATH = browser.path
  return browser.path
}
