import type { AttackRequest, Place } from "./attack"

const PLACE = /\{(me|token|chat|readable|team|org|document|long)\}/g

/** What each place stands for; `undefined` where there is no such thing. */
export type Places = Readonly<Record<Place, string | undefined>>

/** A request in which every place is filled. Throws where one of them stands for nothing. */
export function fillRequest(request: AttackRequest, places: Places): AttackRequest {
  return {
    ...request,
    path: fillText(request.path, places),
    ...(request.body !== undefined && { body: fillValue(request.body, places) }),
  }
}

/** The places as they may be shown: a token by its beginning, long text by its length. */
export function shownPlaces(places: Places): Places {
  return { ...places, token: places.token && shorten(places.token), long: "x… (70,000 letters)" }
}

/** The beginning of a token: enough to recognise one, and of no use to whoever looks over a shoulder. */
export function shorten(token: string): string {
  return `${token.slice(0, 6)}…`
}

function fillText(text: string, places: Places): string {
  return text.replace(PLACE, (_, name: Place) => {
    const value = places[name]
    if (value === undefined) throw new Error(`You have no ${meanings[name] ?? name}`)
    return value
  })
}

const meanings: Partial<Record<Place, string>> = {
  chat: "channel to publish to",
  readable: "channel that you may only read",
}

function fillValue(value: unknown, places: Places): unknown {
  if (typeof value === "string") return fillText(value, places)
  if (Array.isArray(value)) return value.map((item) => fillValue(item, places))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillValue(item, places)]))
}
