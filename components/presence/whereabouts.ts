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

/** Who is where, made once for all who are looked up in it. */
export interface Presences {
  readonly inChat: ReadonlySet<string>
  readonly online: ReadonlySet<string>
  /** When those who are gone were there last, in milliseconds since 1970. */
  readonly lastSeen: ReadonlyMap<string, number>
  /** Whether the stream has told who is there. */
  readonly isKnown: boolean
}

/** Reads the people of a chat and of its team. */
export function presencesOf({ chat, people }: { chat: PresenceView; people: PresenceView }): Presences {
  return {
    inChat: idsOf(chat),
    online: idsOf(people),
    lastSeen: new Map(people.seen.map(({ id, lastSeen }) => [id, lastSeen])),
    isKnown: people.self !== undefined,
  }
}

/** Where somebody is: in this chat, on another page, or gone. `now` is in milliseconds since 1970. */
export function whereabouts(id: string, presences: Presences, now: number): Whereabouts {
  if (presences.inChat.has(id)) return { kind: "here", words: "in this chat" }
  if (presences.online.has(id)) return { kind: "online", words: "online" }
  const lastSeen = presences.lastSeen.get(id)
  if (lastSeen !== undefined) return { kind: "away", words: lastSeenText(lastSeen, now) }
  // Before the stream has told who is there, nobody is said to be away.
  return { kind: "away", words: presences.isKnown ? "not seen lately" : "…" }
}

function idsOf({ self, others }: PresenceView): ReadonlySet<string> {
  return new Set([...(self ? [self] : []), ...others].map(({ id }) => id))
}
