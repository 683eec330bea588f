/** `npm run screenshot`: makes docs/screenshot.png anew, from the production build. Build first. */
import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

const playwright = join(
  dirname(createRequire(import.meta.url).resolve("@playwright/test/package.json")),
  "cli.js",
)
const { status } = spawnSync(process.execPath, [playwright, "test"], {
  stdio: "inherit",
  env: { ...process.env, E2E_SCREENSHOT: "on" },
})
process.exitCode = status ?? 1
