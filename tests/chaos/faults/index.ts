/** All faults, in the order in which they happen. To add one, add it to the file of its kind. */
import type { Fault } from "../fault"
import { linkFaults } from "./link"
import { processFaults } from "./process"
import { redisFaults } from "./redis"

export const faults: readonly Fault[] = [...linkFaults, ...redisFaults, ...processFaults]
