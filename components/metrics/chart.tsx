"use client"

import dynamic from "next/dynamic"
import { Time } from "@/components/ui/time"
import type { ChartOf, Line } from "./chart-lines"

// The library is as large as the rest of the page: nobody else has to load it.
const Plot = dynamic(() => import("./plot"), { ssr: false })

/** Latest intervals that the table lists: a minute. */
const LISTED = 12

/** One chart with its words and its table. */
export function Chart({ chart, times }: { chart: ChartOf; times: readonly number[] }) {
  const { title, about, lines } = chart
  return (
    <section aria-label={title} className="min-w-0 rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="font-medium text-sm">{title}</h3>
        <p className="text-ink-faint text-xs">{about}</p>
      </div>
      <Legend lines={lines} />
      <div
        role="img"
        aria-label={`${title}, drawn over the last five minutes. The table below has the values.`}
        className="mt-2 h-36"
      >
        <Plot chart={chart} times={times} />
      </div>
      <details className="mt-2 text-sm">
        <summary className="w-fit cursor-pointer rounded py-2.5 text-ink-soft text-xs leading-6 hover:text-ink sm:py-0">
          Show as a table<span className="sr-only">: {title}</span>
        </summary>
        <Values chart={chart} times={times} />
      </details>
    </section>
  )
}

const swatches = {
  accent: "border-accent",
  refused: "border-refused",
  waiting: "border-waiting",
  "ink-soft": "border-ink-soft",
  "line-strong": "border-line-strong",
} as const

function Legend({ lines }: { lines: readonly Line[] }) {
  return (
    <ul className="mt-1 flex flex-wrap gap-x-4 text-ink-soft text-xs">
      {lines.map(({ label, tone, dashed, now }) => (
        <li key={label} className="flex items-center gap-1.5">
          <span
            aria-hidden="true"
            className={`w-4 border-t-2 ${dashed ? "border-dashed" : ""} ${swatches[tone]}`}
          />
          {label} <span className="font-medium text-ink tabular-nums">{now}</span>
        </li>
      ))}
    </ul>
  )
}

/** The newest values first: nothing is announced, and whoever wants to know reads them here. */
function Values({ chart: { title, lines, format }, times }: { chart: ChartOf; times: readonly number[] }) {
  const rows = times.map((at, index) => ({ at, index })).slice(-LISTED)
  return (
    <div className="mt-1 overflow-x-auto">
      <table className="w-full text-left text-xs">
        <caption className="sr-only">{title}, the last minute, newest first</caption>
        <thead>
          <tr className="border-line border-b text-ink-faint">
            <th scope="col" className="py-1.5 pr-4 font-medium">
              Until
            </th>
            {lines.map(({ label }) => (
              <th key={label} scope="col" className="py-1.5 pr-4 font-medium">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.toReversed().map(({ at, index }) => (
            <tr key={at}>
              <th scope="row" className="py-1 pr-4 font-normal">
                <Time at={at} seconds />
              </th>
              {lines.map(({ label, values }) => (
                <td key={label} className="py-1 pr-4 tabular-nums">
                  {written(values[index], format)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function written(value: number | null | undefined, format: ChartOf["format"]): string {
  return value === null || value === undefined ? "–" : format(value)
}
