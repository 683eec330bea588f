import { randomUUID } from "node:crypto"
import { isId } from "../core/path"
import { RENEWS_HEADER } from "../core/wire"
import { isEventSource, type Visitor } from "./door"
import type { Admission, OpenInfo } from "./leases"
import type { Shown } from "./presence"
import type { Realtime } from "./realtime"

/** Who asks for a connection, and what for. */
export interface Applicant {
  readonly visitor: Visitor | undefined
  readonly channels: readonly string[]
  readonly shown?: readonly Shown[]
}

/** What a new connection asks to be admitted as. */
export function admissionOf(
  realtime: Realtime,
  request: Request,
  { visitor, channels, shown = [] }: Applicant,
): Admission {
  const record = visitor && realtime.recordKey?.(visitor.identity)
  const info: OpenInfo = {
    id: randomUUID(),
    identity: visitor?.identity ?? null,
    address: realtime.addressOf(request) ?? UNKNOWN,
    transport: isEventSource(request) ? "event-source" : "fetch",
    channels,
    since: Date.now(),
    ...presentOf(shown),
    ...(record === undefined ? {} : { record }),
  }
  const perAddress = info.address === UNKNOWN ? Number.MAX_SAFE_INTEGER : realtime.limits.perAddress
  const renews = renewedBy(request)
  return {
    ...{ info, standing: visitor?.standing, limits: { ...realtime.limits, perAddress }, shown },
    ...(renews === undefined ? {} : { renews }),
  }
}

/** The id of the connection whose place a request says that it takes. */
export function renewedBy(request: Request): string | undefined {
  const id = request.headers.get(RENEWS_HEADER)
  return id !== null && isId(id) ? id : undefined
}

/** The channels on which a connection is seen, as it is listed. */
export function presentOf(shown: readonly Shown[]): { present?: readonly string[] } {
  const present = shown.flatMap(({ channel, text }) => (text === "" ? [] : [channel]))
  return present.length > 0 ? { present } : {}
}

/** Addresses that nobody can vouch for would share one count, so they are not counted. */
const UNKNOWN = "unknown"
