/**
 * Sees what an attack left behind. The numbers of a channel's messages have no holes, so the number of the
 * newest one tells how many were said, also where the history was trimmed meanwhile.
 */
import { setTimeout as wait } from "node:timers/promises"
import { expect } from "@playwright/test"
import type { PersonId } from "../fixtures/people"
import type { Member, Members } from "./members"
import { openStream } from "./open-stream"

/** Every channel that an attack could reach, and somebody who may read it: several people, since each may read so often. */
const WATCHED: Partial<Record<PersonId, readonly string[]>> = {
  ada: ["notification.ada", "org.acme.announcements"],
  ben: ["notification.ben"],
  bea: ["team.red.chat"],
  ben2: ["notification.ben2", "team.blue.chat"],
  eve: ["notification.eve", "team.red-eu.chat", "org.acme-eu.announcements"],
}

/** Where the sign of life is said. */
const GOOD_CHANNEL = "team.blue.chat"

/** How many messages each channel has had. */
type Heads = Readonly<Record<string, number>>

/** Reads how many messages each watched channel has had. */
export async function readHeads(members: Members): Promise<Heads> {
  const heads: Record<string, number> = {}
  for (const [id, channels] of Object.entries(WATCHED) as Array<[PersonId, readonly string[]]>) {
    const member = await members.member(id)
    for (const channel of channels) heads[channel] = await readHead(member, channel)
  }
  return heads
}

/** The number of the newest message of a channel; 0 where nothing was said. */
export async function readHead(member: Member, channel: string): Promise<number> {
  const [newest] = await readNewest(member, channel, 1)
  return newest?.n ?? 0
}

/** A message as history tells it. */
export interface Told {
  readonly id: string
  readonly n: number
  readonly at: number
  readonly from: { readonly id: string; readonly name?: string } | null
  readonly data: Readonly<Record<string, unknown>>
}

/** The newest messages of a channel, oldest first. Whoever reads too often waits as long as they are told to. */
export async function readNewest(member: Member, channel: string, limit: number): Promise<Told[]> {
  const answer = await member.request.get(`/api/channels/history?channel=${channel}&limit=${limit}`, {
    headers: await member.bearer(),
  })
  if (answer.status() === 429) {
    await wait(Number(answer.headers()["retry-after"]) * 1000)
    return readNewest(member, channel, limit)
  }
  expect(answer.status(), `the history of ${channel} is read`).toBe(200)
  return (await answer.json()).messages
}

/**
 * How many messages were said that the test did not announce. `expected` counts the announced ones by
 * channel. Negative where an announced one is missing.
 */
export function surplusOf(before: Heads, after: Heads, expected: ReadonlyMap<string, number>): number {
  const surplus = Object.keys(before).map((channel) => {
    const said = (after[channel] ?? 0) - (before[channel] ?? 0)
    return Math.abs(said - (expected.get(channel) ?? 0))
  })
  return surplus.reduce((sum, count) => sum + count, 0)
}

/** The next good request succeeds: a stream opens, a message is published, and it arrives there. */
export async function expectAlive(members: Members, baseURL: string): Promise<void> {
  const ada = await members.member("ada")
  const stream = await openStream(`${baseURL}/api/realtime?channel=${GOOD_CHANNEL}`, await ada.bearer())
  try {
    expect(stream.status, "after the attacks a stream opens").toBe(200)
    await stream.next("open")
    const text = `still here ${Date.now()}`
    const answer = await ada.say(GOOD_CHANNEL, { text })
    expect(answer.status(), "after the attacks a message is published").toBe(200)
    const { data } = await stream.next("message")
    expect(data, "after the attacks it arrives, and nothing before it").toMatchObject({ data: { text } })
  } finally {
    stream.close()
  }
}
