import { randomUUID } from "node:crypto"
import { isEventSource, type Visitor } from "./door"
import type { Admission, OpenInfo } from "./leases"
import type { Realtime } from "./realtime"

/** What a new connection asks to be admitted as. */
export function admissionOf(
  realtime: Realtime,
  request: Request,
  { visitor, channels }: { readonly visitor: Visitor | undefined; readonly channels: readonly string[] },
): Admission {
  const info: OpenInfo = {
    id: randomUUID(),
    identity: visitor?.identity ?? null,
    address: realtime.addressOf(request) ?? UNKNOWN,
    transport: isEventSource(request) ? "event-source" : "fetch",
    channels,
    since: Date.now(),
  }
  const perAddress = info.address === UNKNOWN ? Number.MAX_SAFE_INTEGER : realtime.limits.perAddress
  return { info, standing: visitor?.standing, limits: { ...realtime.limits, perAddress } }
}

/** Addresses that nobody can vouch for would share one count, so they are not counted. */
const UNKNOWN = "unknown"
