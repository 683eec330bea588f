import "../realtime"
import { requireOwnOrigin } from "../auth/own-origin"
import { requireClaim } from "../auth/visitor"
import { authorize } from "../authorize"
import { channels, readMarker } from "../channels"
import { logUnavailable } from "../log"
import { realtime } from "../realtime"
import { compareIds } from "../sock8/core/cursor"
import { Sock8Error } from "../sock8/core/errors"
import { decide } from "../sock8/core/grants"
import { resolveChannel } from "../sock8/core/tree"
import { NO_STORE, problem } from "../sock8/server/problem"
import { readJsonBody } from "../sock8/server/read-body"
import type { Head } from "../sock8/server/standing"
import { moveReadMarker, type ReadMarker } from "./store"

const MAX_BODY_BYTES = 1024

/** How often one person may say so: a busy chat moves a marker with each message, from each tab that shows it. */
const MARK_RATE = { max: 100, perSeconds: 10 }

/**
 * `POST { channel, id, n }`: somebody has read a chat of theirs up to this message. Told to all their devices if
 * it is further than before; answered 204 either way.
 */
export async function markRead(request: Request): Promise<Response> {
  try {
    requireOwnOrigin(request)
    await requireClaim(request)
    const marker = readMarker.safeParse(await readJsonBody(request, MAX_BODY_BYTES))
    if (!marker.success) throw new Sock8Error("INVALID_REQUEST")
    const counted = (identity: string) => ({ key: `read-marker:${identity}`, rate: MARK_RATE })
    const channel = resolveChannel(channels, marker.data.channel)
    const asked = { counted, headOf: channel.name }
    const { identity, grants, head } = await realtime.askRules(authorize, request, asked)
    const decision = decide(grants, channel, "read")
    if (!decision.allowed) throw new Sock8Error(decision.code)
    // Only chats have markers, or the number of them would be anybody's choice.
    if (channel.path !== channels.team.chat.path) throw new Sock8Error("INVALID_CHANNEL")
    requireSaid(marker.data, head)
    if (await moveReadMarker(identity, marker.data)) {
      await channels.read.for({ userId: identity }).emit(marker.data)
    }
    return new Response(null, { status: 204, headers: NO_STORE })
  } catch (error) {
    logUnavailable(error)
    return problem(error)
  }
}

/** A marker beyond the last message could never be moved again, and would hide whatever is said. */
function requireSaid({ id, n }: ReadMarker, head: Head): void {
  if (n > head.n || compareIds(id, head.id) > 0) throw new Sock8Error("INVALID_CURSOR")
}
