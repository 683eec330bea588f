import type { Metadata } from "next"
import { ConnectionList } from "@/components/administration/connection-list"
import { PageOf } from "@/components/identity/shown-person"
import { requireAdmin } from "@/lib/administration/admin-rules"
import { type OpenOfHolder, openConnectionsOf, shortId } from "@/lib/administration/connections"
import { requirePage } from "@/lib/pages/require-page"

export const metadata: Metadata = { title: "Connections" }

/** What the people and the machines of the admin's organisation have open at the moment, on all instances. */
export default async function ConnectionsPage() {
  const { person } = await requirePage("/dashboard/admin/connections")
  const { orgId } = requireAdmin(person)
  const open = await openConnectionsOf(orgId)
  return (
    <PageOf person={person.id}>
      <div className="w-full max-w-7xl px-5 py-8 sm:px-8">
        <h1 className="font-semibold text-2xl tracking-tight">Connections</h1>
        <p className="mt-1 max-w-prose text-ink-soft text-sm leading-relaxed">
          One per browser, and one per machine with a key. Whoever is kicked is told so and may try again: to
          keep somebody out, suspend them or revoke the key.
        </p>
        <div className="mt-6">
          <ConnectionList connections={open.map(viewOf)} />
        </div>
      </div>
    </PageOf>
  )
}

function viewOf({ holder, connection }: OpenOfHolder) {
  const { id, since, address, transport, channels } = connection
  return {
    ...{ id, shortId: shortId(id), address, transport, channels, holder },
    ...{ since, openFor: durationOf(Date.now() - since) },
  }
}

/** A span in its largest unit: nobody reads the seconds of an hour. */
function durationOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`
}
