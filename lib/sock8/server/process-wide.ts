import type { Connections } from "./connections"
import type { ExceededLimits } from "./exceeded-limits"
import type { Heads } from "./heads"
import type { Hub } from "./hub"

/** What there is once per process and app. */
interface Shared {
  readonly engine: { readonly hub: Hub; readonly connections: Connections }
  readonly heads: Heads
  readonly exceeded: ExceededLimits
}

type SharedByName = { readonly [Kind in keyof Shared]: Map<string, Shared[Kind]> }

/**
 * Where a process keeps what its module graphs share. Next builds instrumentation, routes and pages as separate
 * ones: without this, each would have a hub and subscriptions of its own.
 */
export const SHARED = Symbol.for("sock8.shared")
const holder = globalThis as { [SHARED]?: SharedByName }

/** Makes something once per process and name; anew at each call where there is no name. */
export function processWide<Kind extends keyof Shared>(
  kind: Kind,
  name: string | undefined,
  create: () => Shared[Kind],
): Shared[Kind] {
  if (name === undefined) return create()
  holder[SHARED] ??= { engine: new Map(), heads: new Map(), exceeded: new Map() }
  const byName: Map<string, Shared[Kind]> = holder[SHARED][kind]
  const shared = byName.get(name) ?? create()
  byName.set(name, shared)
  return shared
}
