/** All faults, in the order in which they happen. To add one, add it to the file of its kind. */
import type { Fault } from "../fault"
import { clientFaults } from "./clients"
import { contentFaults } from "./content"
import { linkFaults } from "./link"
import { processFaults } from "./process"
import { redisFaults } from "./redis"

export const faults: readonly Fault[] = [
  ...clientFaults,
  ...contentFaults,
  ...linkFaults,
  ...redisFaults,
  ...processFaults,
]
