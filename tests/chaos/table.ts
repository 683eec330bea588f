/** What a run came to, as a table for people and as JSON for `npm test`. */
import type { FaultResult } from "./run-fault"

const columns = [
  "fault",
  "acknowledged",
  "delivered",
  "lost",
  "twice",
  "out of order",
  "gaps told",
  "noticed after",
  "whole after",
  "publishes refused",
] as const

/** The table, in Markdown. */
export function markdownTable(results: readonly FaultResult[]): string {
  const rows = results.map(rowOf)
  const rule = columns.map((_, index) => (index === 0 ? "---" : "---:"))
  return [columns, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")
}

/** One line for a run in progress. */
export function progressLine({ name, verdict, noticedMs, wholeMs, failures }: FaultResult): string {
  const { acknowledged, delivered, lost, twice, disordered, gaps } = verdict
  const numbers = [acknowledged, delivered, lost, twice, disordered, gaps].join(" / ")
  const times = `noticed ${seconds(noticedMs)}, whole ${seconds(wholeMs)}`
  const head = `${failures.length === 0 ? "ok  " : "FAIL"} ${name}: ${numbers}, ${times}`
  return [head, ...failures.map((sentence) => `       ${sentence}`)].join("\n")
}

function rowOf({ name, verdict, noticedMs, wholeMs, refusedPublishes, failures }: FaultResult): string[] {
  const { acknowledged, delivered, lost, twice, disordered, gaps } = verdict
  const numbers = [acknowledged, delivered, lost, twice, disordered, gaps].map(String)
  const label = failures.length === 0 ? name : `**failed:** ${name}`
  return [label, ...numbers, seconds(noticedMs), seconds(wholeMs), String(refusedPublishes)]
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? "–" : `${(ms / 1000).toFixed(1)} s`
}
