"use client"

import { useMemo } from "react"
import { useNewestAtOpen } from "@/components/connection/use-newest-at-open"
import { Empty } from "@/components/ui/empty"
import { Skeleton } from "@/components/ui/skeleton"
import { channels } from "@/lib/channels.client"
import { useChannel } from "@/lib/sock8/client/hooks"
import { Chart } from "./chart"
import { chartsOf } from "./chart-lines"
import { pointsOf } from "./points"

/** What all processes do, as charts that move. Nothing is measured for them while nobody has them open. */
export function Charts() {
  const channel = useChannel(channels.admin.metrics, { history: 300 })
  const { messages, error } = channel
  const newestAtOpen = useNewestAtOpen(channel)
  const points = useMemo(() => pointsOf(messages), [messages])
  const charts = useMemo(() => chartsOf(points), [points])
  const times = useMemo(() => points.map(({ at }) => at), [points])
  // What was sent to somebody who looked before is no answer to how things are now.
  const isNow = (messages.at(-1)?.n ?? 0) > newestAtOpen
  if (!isNow && error) {
    return (
      <div className="rounded-lg border border-line bg-surface">
        <Empty title="This channel is closed">{error.message}.</Empty>
      </div>
    )
  }
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      {!isNow && places}
      {isNow && charts.map((chart) => <Chart key={chart.title} chart={chart} times={times} />)}
    </div>
  )
}

/** Where the charts will be, as high as they are: nothing below them moves when they come. */
const places = chartsOf([]).map(({ title }) => (
  <div key={title} className="min-h-69.5 rounded-lg border border-line bg-surface sm:min-h-64.5">
    <Skeleton lines={4} />
  </div>
))
