import type { PresenceView } from "@/lib/sock8/client/presence-feed"
import { lastSeenText } from "./last-seen"

/** Somebody of a team, there or not. */
export interface TeamMember {
  readonly id: string
  readonly name: string
}

/** Where somebody is, and the words for it. */
export interface Whereabouts {
  readonly kind: "here" | "online" | "away"
  readonly words: string
}

/** Where somebody is: in this chat, on another page, or gone. `now` is in milliseconds since 1970. */
export function whereabouts(
  id: string,
  { chat, people, now }: { chat: PresenceView; people: PresenceView; now: number },
): Whereabouts {
  if (isThere(id, chat)) return { kind: "here", words: "in this chat" }
  if (isThere(id, people)) return { kind: "online", words: "online" }
  const seen = people.seen.find((one) => one.id === id)
  if (seen) return { kind: "away", words: lastSeenText(seen.lastSeen, now) }
  // Before the stream has told who is there, nobody is said to be away.
  return { kind: "away", words: people.self ? "not seen lately" : "…" }
}

function isThere(id: string, { self, others }: PresenceView): boolean {
  return self?.id === id || others.some((member) => member.id === id)
}
