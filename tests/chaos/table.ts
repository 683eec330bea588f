/** What a run came to, as a table for people and as JSON for `npm test`. */
import { readFile, writeFile } from "node:fs/promises"
import type { FaultResult } from "./fault-result"

const columns = [
  "fault",
  "times",
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

/** What the numbers of a {@link progressLine} are. */
export const legend = "acknowledged / delivered / lost / twice / out of order / gaps told"

const BEGIN = "<!-- written by npm run chaos: begin -->"
const END = "<!-- written by npm run chaos: end -->"

/** Puts the table and the command that makes it between the two marks of a Markdown file. */
export async function writeTable(
  file: string,
  results: readonly FaultResult[],
  command: string,
): Promise<void> {
  const text = await readFile(file, "utf8")
  const [before, rest] = text.split(BEGIN)
  const [, after] = rest?.split(END) ?? []
  if (before === undefined || after === undefined)
    throw new Error(`${file} has no lines ${BEGIN} and ${END}.`)
  const block = `\`${command}\`:\n\n${markdownTable(results)}`
  await writeFile(file, `${before}${BEGIN}\n\n${block}\n\n${END}${after}`)
}

/** Writes what `npm test` counts: one entry per fault. */
export async function writeReport(file: string, results: readonly FaultResult[]): Promise<void> {
  const entries = results.map(({ name, failures }) => ({ name, failures }))
  await writeFile(file, JSON.stringify({ faults: entries }))
}

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

function rowOf({
  name,
  times,
  verdict,
  noticedMs,
  wholeMs,
  refusedPublishes,
  failures,
}: FaultResult): string[] {
  const { acknowledged, delivered, lost, twice, disordered, gaps } = verdict
  const numbers = [times, acknowledged, delivered, lost, twice, disordered, gaps].map(String)
  const label = failures.length === 0 ? name : `**failed:** ${name}`
  return [label, ...numbers, seconds(noticedMs), seconds(wholeMs), String(refusedPublishes)]
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? "–" : `${(ms / 1000).toFixed(1)} s`
}
