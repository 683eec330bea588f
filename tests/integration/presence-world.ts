/** Reads what streams say of people, for the tests of presence. */
import { expect, vi } from "vitest"
import type { Member } from "../../lib/sock8/core/presence"
import type { StreamEvent } from "../../lib/sock8/core/wire"
import { type App, eventOf, floorsOf, type Reader } from "./realtime-world"

let last = 0

/** A floor that no other test has been on, and these people on it: `present` unless said otherwise. */
export function newFloor(people: Readonly<Record<string, "read" | "present">>): string {
  const floor = `f${++last}`
  for (const [person, how] of Object.entries(people)) {
    floorsOf.set(person, { ...floorsOf.get(person), [floor]: how })
  }
  return floor
}

/** What a stream said of people, in order. */
export function newsOf({ events }: Reader, channel?: string) {
  return events.filter(
    (event): event is Extract<StreamEvent, { type: "presence" }> =>
      event.type === "presence" && (channel === undefined || event.channel === channel),
  )
}

/** The news as short texts, to be compared as a story: `list ada,ben`, `join bea`, `leave ben`. */
export function storyOf(reader: Reader, channel?: string): string[] {
  return newsOf(reader, channel).map((news) => {
    if (news.event === "list") return `list ${idsOf(news.members)}`
    if (news.event === "refused") return `refused ${news.code}`
    return `${news.event} ${"member" in news ? news.member.id : news.id}`
  })
}

function idsOf(members: readonly Member[]): string {
  return members
    .map(({ id }) => id)
    .sort()
    .join()
}

/** Who is there by what a stream said last, as a client sees it. */
export function peopleOf(reader: Reader, channel?: string): Map<string, Member> {
  const people = new Map<string, Member>()
  for (const news of newsOf(reader, channel)) {
    if (news.event === "list") {
      people.clear()
      for (const member of news.members) people.set(member.id, member)
    } else if ("member" in news) {
      people.set(news.member.id, news.member)
    } else if (news.event === "leave") {
      people.delete(news.id)
    }
  }
  return people
}

/** Waits until a stream has told that exactly these people are there. */
export function sees(reader: Reader, ids: string, channel?: string): Promise<void> {
  return vi.waitFor(() => expect(idsOf([...peopleOf(reader, channel).values()])).toBe(ids), 5_000)
}

/** Waits until a story is told. */
export function tells(reader: Reader, story: readonly string[], channel?: string): Promise<void> {
  return vi.waitFor(() => expect(storyOf(reader, channel)).toEqual(story), 5_000)
}

/** Opens a stream on one channel, present there unless said otherwise, and waits until it is open. */
export async function enter(
  app: App,
  person: string,
  name: string,
  ask: { readonly present?: unknown } = { present: true },
): Promise<Reader & { readonly connection: string }> {
  const reader = await app.open(await app.tokenOf(person), [{ name, ...ask }])
  await vi.waitFor(() => expect(eventOf(reader, "open")).toBeDefined(), 5_000)
  return { ...reader, connection: eventOf(reader, "open")?.connection ?? "" }
}
