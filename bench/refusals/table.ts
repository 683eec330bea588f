/** What the benchmark of refusals found, as a table, and whether it stays within its bounds. */
import { inMb } from "../../tests/soak/sample"
import type { PublishTimes } from "./publisher"

/** One kind of request. */
export interface RefusalRow {
  readonly kind: string
  readonly requests: number
  /** How many answers had which status; 0 is none at all. */
  readonly statuses: ReadonlyMap<number, number>
  readonly tookMs: number
  /** Of the app's process, the collections before and after left out as far as they are not the requests' own. */
  readonly cpuMsPerRequest: number
  readonly commandsPerRequest: number
  readonly rssBefore: number
  readonly rssPeak: number
  readonly heapBefore: number
  readonly heapAfter: number
  readonly publish: PublishTimes
}

const MB = 1024 * 1024
/**
 * What a refusal may cost at most. Processor time is not judged: it is the machine's. At the peak 200 answers wait, of
 * 1.25 MB each in the largest page.
 */
const MOST = { commandsPerRequest: 2, heapGrowth: 8 * MB, rssGrowth: 250 * MB }

/** What a row is above: a sentence each. */
export function boundsOf(row: RefusalRow): string[] {
  const { kind, commandsPerRequest, rssBefore, rssPeak, heapBefore, heapAfter, publish } = row
  const above = (what: string, value: number, most: number, text: string) =>
    value > most ? [`${kind}: ${what} is ${text}.`] : []
  return [
    ...above(
      "the number of Redis commands for each",
      commandsPerRequest,
      MOST.commandsPerRequest,
      commandsPerRequest.toFixed(2),
    ),
    ...above("what the heap grew by", heapAfter - heapBefore, MOST.heapGrowth, inMb(heapAfter - heapBefore)),
    ...above(
      "what memory grew by at the peak",
      rssPeak - rssBefore,
      MOST.rssGrowth,
      inMb(rssPeak - rssBefore),
    ),
    ...above("the number of refused publishes", publish.refused, 0, String(publish.refused)),
  ]
}

/** The table, in Markdown. Publishing is told as a multiple of what it took while nobody sent anything else. */
export function refusalTable(rows: readonly RefusalRow[], quiet: PublishTimes): string {
  const head = [
    ...["1,000 requests in 10 s", "answered", "CPU each", "Redis commands each"],
    ...["memory before → peak", "heap before → after", "publish p50", "publish p99"],
  ]
  const quietRow = ["(nothing)", "", "", "", "", "", ms(quiet.p50Ms), ms(quiet.p99Ms)]
  const lines = rows.map((row) => [
    ...[row.kind, statusText(row), `${row.cpuMsPerRequest.toFixed(2)} ms`, row.commandsPerRequest.toFixed(2)],
    ...[`${inMb(row.rssBefore)} → ${inMb(row.rssPeak)}`, `${inMb(row.heapBefore)} → ${inMb(row.heapAfter)}`],
    ...[ms(row.publish.p50Ms), ms(row.publish.p99Ms)],
  ])
  const rule = head.map((_, index) => (index < 2 ? "---" : "---:"))
  return [head, rule, quietRow, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n")
}

function statusText({ statuses, requests, tookMs }: RefusalRow): string {
  const parts = [...statuses]
    .sort(([, a], [, b]) => b - a)
    .map(([status, count]) =>
      count === requests ? `${status || "closed"}` : `${status || "closed"} × ${count}`,
    )
  return tookMs > 12_000 ? `${parts.join(", ")} in ${Math.round(tookMs / 1000)} s` : parts.join(", ")
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`
}
