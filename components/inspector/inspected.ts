import type { Decision } from "@/lib/sock8/core/grants"

/** One channel with what was decided about it. */
export interface InspectedChannel {
  readonly name: string
  readonly read: Decision
  readonly publish: Decision
  readonly presence: Decision
}

/** One path of the tree with the channels that were asked about. */
export interface InspectedPath {
  readonly path: string
  readonly channels: readonly InspectedChannel[]
}
