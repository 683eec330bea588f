/** What each chart shows: its lines, their words and how their values are written. */
import { BEYOND_MS, INTERVAL_MS, type Point, refusalsOf } from "./points"

/** The colours of `app/globals.css` that a line may have. */
export type Tone = "accent" | "refused" | "waiting" | "ink-soft" | "line-strong"

/** One line or one kind of bar. */
export interface Line {
  readonly label: string
  readonly tone: Tone
  /** Tells two lines apart without colours. */
  readonly dashed?: boolean
  /** A value for each point; `null` where there is none. */
  readonly values: ReadonlyArray<number | null>
  /** What stands in the legend. */
  readonly now: string
}

/** One chart. */
export interface ChartOf {
  readonly title: string
  /** What the numbers are, in a few words. */
  readonly about: string
  readonly kind: "lines" | "bars"
  readonly lines: readonly Line[]
  /** The least that the top of the chart stands for: a single connection is no peak. */
  readonly atLeast: number
  readonly format: (value: number) => string
}

/** Codes with a colour of their own; what is refused beyond them is added up. */
const NAMED = 3

/** The four charts of these points. */
export function chartsOf(points: readonly Point[]): readonly ChartOf[] {
  return [connections(points), messages(points), refusals(points), latency(points)]
}

function connections(points: readonly Point[]): ChartOf {
  const processes = points.at(-1)?.values?.processes ?? 0
  return {
    ...{ title: "Connections", kind: "lines", atLeast: 4, format: whole },
    about: processes === 1 ? "open, on one process" : `open, on ${processes} processes`,
    lines: [line(points, { label: "Open", tone: "accent", format: whole }, ({ open }) => open)],
  }
}

function messages(points: readonly Point[]): ChartOf {
  const format = rate
  return {
    ...{ title: "Messages per second", kind: "lines", atLeast: 1, format },
    about: "delivered: counted for each client",
    lines: [
      line(
        points,
        { label: "Published", tone: "ink-soft", dashed: true, format },
        (values) => values.published,
      ),
      line(points, { label: "Delivered", tone: "accent", format }, (values) => values.delivered),
    ],
  }
}

function refusals(points: readonly Point[]): ChartOf {
  const totals = refusalsOf(points)
  const [first, second, third] = totals.slice(0, NAMED)
  const named = [
    { kind: first, tone: "refused" },
    { kind: second, tone: "waiting" },
    { kind: third, tone: "ink-soft" },
  ] as const
  const others = new Set(totals.slice(NAMED).map(([code]) => code))
  const lines = named.flatMap(({ kind, tone }): Line[] => {
    if (!kind) return []
    const [code, count] = kind
    return [{ label: code, tone, values: counts(points, (one) => one === code), now: whole(count) }]
  })
  const rest = totals.slice(NAMED).reduce((sum, [, count]) => sum + count, 0)
  if (rest > 0) {
    const values = counts(points, (code) => others.has(code))
    lines.push({ label: "Others", tone: "line-strong", values, now: whole(rest) })
  }
  const none: Line = { label: "None", tone: "line-strong", values: counts(points, () => true), now: "0" }
  return {
    ...{ title: "Refusals", kind: "bars", atLeast: 4, format: whole },
    about: `by code: in five minutes; each bar is ${INTERVAL_MS / 1_000} s`,
    lines: lines.length > 0 ? lines : [none],
  }
}

function latency(points: readonly Point[]): ChartOf {
  const format = duration
  return {
    ...{ title: "Delivery latency", kind: "lines", atLeast: 10, format },
    about: "from Redis to the client's stream",
    lines: [
      line(points, { label: "Half within", tone: "ink-soft", dashed: true, format }, ({ p50 }) => p50),
      line(points, { label: "95 % within", tone: "accent", format }, ({ p95 }) => p95),
    ],
  }
}

function line(
  points: readonly Point[],
  { format, ...look }: Pick<Line, "label" | "tone" | "dashed"> & Pick<ChartOf, "format">,
  read: (values: NonNullable<Point["values"]>) => number | undefined,
): Line {
  const values = points.map((point) => (point.values && read(point.values)) ?? null)
  const last = values.at(-1) ?? null
  return { ...look, values, now: last === null ? "–" : format(last) }
}

function counts(points: readonly Point[], isCounted: (code: string) => boolean): Array<number | null> {
  return points.map(({ values }) => {
    if (!values) return null
    const counted = Object.entries(values.refused).filter(([code]) => isCounted(code))
    return counted.reduce((sum, [, count]) => sum + count, 0)
  })
}

function whole(value: number): string {
  return String(Math.round(value))
}

/** Tenths below ten: one message in five seconds is 0.2, and not none. */
function rate(value: number): string {
  return value >= 10 || Number.isInteger(value) ? whole(value) : value.toFixed(1)
}

function duration(ms: number): string {
  if (ms >= BEYOND_MS) return "over 5 s"
  return ms < 1_000 ? `${whole(ms)} ms` : `${rate(ms / 1_000)} s`
}
