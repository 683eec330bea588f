/** Runs in every vitest worker before its tests. */
import { forgetOutsideServices } from "./outside-services"

forgetOutsideServices()
