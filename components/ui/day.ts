/** One day by the reader's clock. */
export interface Day {
  /** Milliseconds since 1970 at its midnight. */
  readonly start: number
  /** The same of the next day. Days with a change of the clocks are longer or shorter than 24 h. */
  readonly end: number
}

/** The day in which a moment is. Making it costs more than asking {@link isWithin}: ask for many moments. */
export function dayOf(at: number): Day {
  const date = new Date(at)
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()]
  return { start: new Date(year, month, day).getTime(), end: new Date(year, month, day + 1).getTime() }
}

/** Tells whether a moment is in a day. */
export function isWithin({ start, end }: Day, at: number): boolean {
  return start <= at && at < end
}
