/** What is wrong with what a window was told, held against what was said. */
import { compareIds } from "../../lib/sock8/core/cursor"
import type { WireMessage } from "../../lib/sock8/core/wire"
import type { Seen } from "./simulated-window"

/** One message that somebody began to say. */
export interface Said {
  readonly channel: string
  readonly text: string
  /** Count of things said before it. */
  readonly at: number
  isAcknowledged: boolean
  /** Its place in all that Redis stored, or `undefined` where it never did. */
  place: number | undefined
  /** The id that Redis gave it. */
  id: string | undefined
  /** With what Redis forgot it. */
  forgotten: Loss | undefined
}

/** A time when Redis forgot something. */
export interface Loss {
  /** Count of things said before it. */
  readonly at: number
}

/** What Redis has of a channel in the end. */
export interface Kept {
  readonly ids: readonly string[]
  readonly latest: ReadonlyMap<string, string>
}

/** What a window is judged by. */
export interface Judging {
  readonly said: readonly Said[]
  readonly kept: Kept
  /** Redis does not have everything any more. */
  readonly mayGap: boolean
  /** Redis lost something, by itself. */
  readonly mayRepeat: boolean
}

/** Sentences about what is wrong; none where all is well. */
export function judge(seen: Seen, { said, kept, mayGap, mayRepeat }: Judging): string[] {
  const { channel, happenings, since, log } = seen
  const byText = new Map(said.map((one) => [one.text, one]))
  const heard = happenings.map((one) => (one === "gap" ? "gap" : byText.get(textOf(one))))
  const owed = said.filter((one) => one.channel === channel.name && since !== undefined && one.at >= since)
  const shown = log.getSnapshot().messages
  return [
    ...(!mayGap && heard.includes("gap") ? ["a gap where nothing was missing"] : []),
    ...findRepeated(heard, mayRepeat),
    ...owed.filter((one) => isMissing(one, heard, seen)).map(({ text }) => `${text} is missing`),
    ...(channel.definition.config.latestBy === undefined
      ? findHoles(shown, kept)
      : // What a window read from the history, and Redis lost then, it cannot tell from what is there.
        mayRepeat
        ? []
        : findDifferent(shown, kept)),
  ].map((sentence) => `${channel.name}: ${sentence}`)
}

type Heard = Said | "gap" | undefined

/** Each is heard once, in the order of Redis. Where Redis forgot something, it may be told again behind a gap. */
function findRepeated(heard: readonly Heard[], mayRepeat: boolean): string[] {
  let last = -1
  let isBehindGap = false
  return heard.flatMap((one) => {
    if (one === "gap") {
      isBehindGap = true
      return []
    }
    const place = one?.place ?? Number.NaN
    const isFine = place > last || (mayRepeat && isBehindGap)
    last = place
    if (isFine) isBehindGap = false
    return isFine ? [] : [`${one?.text} comes again or too late${isBehindGap ? ", behind a gap" : ""}`]
  })
}

/** Neither heard, nor within a gap that was told between what was heard before and after it. */
function isMissing(owed: Said, heard: readonly Heard[], { concealed }: Seen): boolean {
  const { place, isAcknowledged } = owed
  if (!isAcknowledged || place === undefined || heard.includes(owed)) return false
  const placeOf = (one: Heard) => (one === "gap" ? undefined : one?.place) ?? Number.NaN
  // The neighbour in Redis' order: what comes again behind a gap is told later.
  const places = heard.map(placeOf)
  const nearest = Math.max(-1, ...places.filter((other) => other < place))
  const then = heard.slice(places.indexOf(nearest) + 1)
  const after = then.findIndex((one) => placeOf(one) > place)
  const between = after < 0 ? then : then.slice(0, after)
  if (between.includes("gap")) return false
  if (owed.forgotten === undefined) return true
  // Nobody can tell what Redis forgot before anybody heard of it; but one who heard of what came with it can.
  const isOfSame = (one: Heard) => one !== "gap" && one?.forgotten === owed.forgotten
  if (heard.some(isOfSame)) return true
  // So can a process that heard of it, or any at all once such a one has told Redis.
  return concealed.has(owed.forgotten)
}

/** Between the first message shown and the last, everything is shown that there is. */
function findHoles(shown: readonly WireMessage[], { ids }: Kept): string[] {
  const [first] = shown
  const last = shown.at(-1)
  if (!first || !last) return []
  const isWithin = (id: string) => compareIds(id, first.id) > 0 && compareIds(id, last.id) < 0
  const missing = ids.filter((id) => isWithin(id) && !shown.some((message) => message.id === id))
  return missing.map((id) => `${id} is not shown`)
}

/** What is shown as the latest about each thing is what Redis has. */
function findDifferent(shown: readonly WireMessage[], { latest }: Kept): string[] {
  const texts = new Map(shown.map((message) => [lineOf(message), textOf(message)]))
  const lines = new Set([...texts.keys(), ...latest.keys()])
  return [...lines].flatMap((line) =>
    texts.get(line) === latest.get(line)
      ? []
      : [`line ${line} shows ${texts.get(line)}, and is ${latest.get(line)}`],
  )
}

export function textOf({ data }: WireMessage): string {
  return (data as { text: string }).text
}

export function lineOf({ data }: WireMessage): string {
  return String((data as { line: number }).line)
}
