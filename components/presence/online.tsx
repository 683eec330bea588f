"use client"

import { channels } from "@/lib/channels.client"
import { usePresence } from "@/lib/sock8/client/use-presence"

/** Makes one online for one's teams, on whichever page of the dashboard one is. Shows nothing. */
export function Online({ teamIds }: { teamIds: readonly string[] }) {
  return teamIds.map((teamId) => <OnlineIn key={teamId} teamId={teamId} />)
}

function OnlineIn({ teamId }: { teamId: string }) {
  usePresence(channels.team.people.for({ teamId }))
  return null
}
