/** Runs in every vitest worker before its tests. */
import { vi } from "vitest"
import { forgetOutsideServices } from "./outside-services"

/** How long a test waits for a state where it does not say: vitest's own second is little on a busy machine. */
const WAIT_MS = 10_000

const { waitFor } = vi
vi.waitFor = (callback, options = WAIT_MS) => waitFor(callback, options)

forgetOutsideServices()
