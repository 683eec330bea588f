import { type Member, noteSeen, type PresenceNews, type Seen } from "../core/presence"

/** News that change who is there. */
export type PeopleNews = Exclude<PresenceNews, { event: "refused" }>

/** Who is on a channel, by what was told of it. */
export class PeopleBook {
  readonly #members = new Map<string, Member>()
  readonly #seen = new Map<string, number>()

  get members(): readonly Member[] {
    return [...this.#members.values()]
  }

  get seen(): readonly Seen[] {
    return [...this.#seen].map(([id, lastSeen]) => ({ id, lastSeen }))
  }

  find(id: string): Member | undefined {
    return this.#members.get(id)
  }

  clear(): void {
    this.#members.clear()
    this.#seen.clear()
  }

  take(news: PeopleNews): void {
    const [members, seen] = [this.#members, this.#seen]
    if (news.event === "list") {
      this.clear()
      for (const member of news.members) members.set(member.id, member)
      for (const { id, lastSeen } of news.seen) seen.set(id, lastSeen)
    } else if (news.event === "leave") {
      members.delete(news.id)
      noteSeen(seen, news)
    } else if (news.event === "leaving") {
      const member = members.get(news.id)
      if (member) members.set(news.id, { ...member, connections: 0 })
    } else {
      members.set(news.member.id, news.member)
      seen.delete(news.member.id)
    }
  }
}
