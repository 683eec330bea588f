/** The tests without a browser: `unit` needs nothing, `growth` counts processor time, `integration` starts servers. */
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { configDefaults, defineConfig } from "vitest/config"
import { compiler } from "./scripts/compiler"

const fromRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// Next resolves these two itself and refuses them on the wrong side; here there are no sides.
const anySide = fromRoot("./node_modules/next/dist/compiled/server-only/empty.js")

export default defineConfig({
  resolve: {
    alias: { "@/": fromRoot("./"), "server-only": anySide, "client-only": anySide },
  },
  test: {
    setupFiles: ["./scripts/vitest-setup.ts"],
    fakeTimers: {
      // All that is used here, and not `process.hrtime`: on Node 20.9 a test that fakes it never ends.
      toFake: [
        "setTimeout",
        "clearTimeout",
        "setInterval",
        "clearInterval",
        "setImmediate",
        "clearImmediate",
        "Date",
        "performance",
      ],
    },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          environment: "node",
          // They wait as much as they work, so one more than there are cores keeps all of them busy.
          pool: "threads",
          maxWorkers: availableParallelism() + 1,
          // Hashing a password is slow on purpose, and slower yet on a busy machine.
          testTimeout: 20_000,
          // All but those of the other projects: so no test is left out for where it lies or how it ends.
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...configDefaults.exclude, ".next/**", "tests/growth/**", "tests/integration/**"],
          typecheck: {
            enabled: true,
            checker: compiler(),
            include: ["**/*.test-d.ts"],
            exclude: ["**/node_modules/**", "**/.next/**"],
            tsconfig: "tsconfig.json",
            // The types step tells errors of other files, once.
            ignoreSourceErrors: true,
          },
        },
      },
      {
        extends: true,
        test: {
          name: "growth",
          environment: "node",
          // The system counts the time of processes, not of threads.
          pool: "forks",
          fileParallelism: false,
          testTimeout: 300_000,
          include: ["tests/growth/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          environment: "node",
          include: ["tests/integration/**/*.test.ts"],
          // One file at a time: each starts servers, and two cores would only make them wait for each other.
          fileParallelism: false,
          testTimeout: 40_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
})
