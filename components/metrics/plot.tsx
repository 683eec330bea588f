"use client"

import { useEffect, useRef } from "react"
import uPlot from "uplot"
import "uplot/dist/uPlot.min.css"
import type { ChartOf, Line, Tone } from "./chart-lines"

/**
 * Draws a chart on a canvas as wide and as high as its parent. The colours are those of the page, read when it
 * draws. Loaded by itself: this is the only file that knows the library.
 */
export default function Plot({ chart, times }: { chart: ChartOf; times: readonly number[] }) {
  const place = useRef<HTMLDivElement>(null)
  const drawn = useRef<uPlot>(undefined)
  const lookOfLines = chart.lines.map(({ label }) => label).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: other lines need another plot, other values do not.
  useEffect(() => {
    const parent = place.current
    if (!parent) return
    const plot = new uPlot(optionsOf(chart, parent), dataOf({ chart, times }), parent)
    drawn.current = plot
    const resized = new ResizeObserver(() => plot.setSize(sizeOf(parent)))
    resized.observe(parent)
    const dark = matchMedia("(prefers-color-scheme: dark)")
    const redraw = () => plot.redraw()
    dark.addEventListener("change", redraw)
    return () => {
      dark.removeEventListener("change", redraw)
      resized.disconnect()
      plot.destroy()
    }
  }, [lookOfLines])
  useEffect(() => drawn.current?.setData(dataOf({ chart, times })), [chart, times])
  return <div ref={place} className="h-full" />
}

function sizeOf({ clientWidth, clientHeight }: HTMLElement) {
  return { width: clientWidth, height: clientHeight }
}

function dataOf({ chart, times }: { chart: ChartOf; times: readonly number[] }): uPlot.AlignedData {
  const values = chart.lines.map((line) => [...line.values])
  const ys = chart.kind === "bars" ? stacked(values) : values
  return [times.map((at) => at / 1_000), ...ys]
}

/** Each kind of bar on top of those after it: drawn in this order, each leaves the upper part of the last one. */
function stacked(values: ReadonlyArray<Array<number | null>>): Array<Array<number | null>> {
  return values.map((own, kind) =>
    own.map((value, index) =>
      value === null ? null : values.slice(kind).reduce((sum, others) => sum + (others[index] ?? 0), 0),
    ),
  )
}

function optionsOf({ kind, lines, atLeast, format }: ChartOf, parent: HTMLElement): uPlot.Options {
  const font = `11px ${getComputedStyle(parent).fontFamily}`
  const axis: uPlot.Axis = { stroke: () => color("ink-faint"), font, ticks: { show: false } }
  const grid: uPlot.Axis.Grid = { stroke: () => color("line"), width: 1 }
  return {
    ...sizeOf(parent),
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 18, 0, 0],
    scales: { y: { range: (_, __, max) => [0, Math.max(atLeast, max ?? 0) * 1.1] } },
    axes: [
      { ...axis, grid: { show: false }, size: 22, space: 48, values: (_, at) => at.map(clock) },
      { ...axis, grid, size: 52, space: 32, values: (_, values) => values.map(format) },
    ],
    series: [{}, ...lines.map((line) => (kind === "bars" ? bars(line) : path(line)))],
  }
}

function path({ tone, dashed }: Line): uPlot.Series {
  const points = { show: true, size: 3, fill: () => color(tone) }
  return { stroke: () => color(tone), width: 1.5, points, ...(dashed && { dash: [4, 3] }) }
}

function bars({ tone }: Line): uPlot.Series {
  // A point stands at the end of its interval, and so on the right of its bar.
  const paths = uPlot.paths.bars?.({ size: [0.7, 12], align: -1 })
  return { fill: () => color(tone), width: 0, points: { show: false }, ...(paths && { paths }) }
}

function color(name: Tone | "ink-faint" | "line"): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`)
}

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" })

function clock(seconds: number): string {
  return time.format(seconds * 1_000)
}
