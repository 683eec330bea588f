import type { IncomingMessage } from "node:http"
import type { Refusal } from "./refuse"

/** What Next's router says of the page that it shows, so that only the rest is sent. */
const HEADER = "next-router-state-tree"

/** Characters as sent, and segments below each other. The app's own pages send less than half of either. */
const MAX_CHARACTERS = 4096
const MAX_DEPTH = 32

/**
 * Why a request that names its router's state is refused. Next reads that header in a time that grows with the square
 * of its depth, half a second for 15 KB, and answers 500 where it cannot read it.
 */
export function refuseRouterState({ headers }: IncomingMessage): Refusal | undefined {
  const text = headers[HEADER]
  return text === undefined || (typeof text === "string" && isState(text)) ? undefined : UNREADABLE
}

function isState(text: string): boolean {
  if (text.length > MAX_CHARACTERS) return false
  try {
    return isTree(JSON.parse(decodeURIComponent(text)), MAX_DEPTH)
  } catch {
    return false
  }
}

/** A segment, what is below it by the name of its slot, and marks: the latter are Next's own to judge. */
function isTree(value: unknown, depth: number): boolean {
  if (depth === 0 || !Array.isArray(value)) return false
  const [segment, slots]: unknown[] = value
  if (typeof segment !== "string" && !Array.isArray(segment)) return false
  if (typeof slots !== "object" || slots === null || Array.isArray(slots)) return false
  return Object.values(slots).every((slot) => isTree(slot, depth - 1))
}

const UNREADABLE: Refusal = { code: "INVALID_REQUEST", detail: "Next-Router-State-Tree cannot be read" }
