import type { Metadata } from "next"
import { forbidden } from "next/navigation"
import { PageHeader } from "@/components/dashboard/page-header"
import { PageOf } from "@/components/identity/shown-person"
import { ChannelTable } from "@/components/inspector/channel-table"
import { InspectorForm, type InspectorQuestion } from "@/components/inspector/inspector-form"
import { TokenPanel } from "@/components/inspector/token-panel"
import { Section } from "@/components/ui/section"
import { isAdmin } from "@/lib/administration/admin-rules"
import { channels } from "@/lib/channels"
import { env } from "@/lib/env"
import { channelNames } from "@/lib/inspector/channel-names"
import { inspectChannel } from "@/lib/inspector/inspect-channel"
import { findLookedAt } from "@/lib/inspector/look-as"
import { readStanding } from "@/lib/inspector/ruling"
import { requirePage } from "@/lib/pages/require-page"
import { demoPeople } from "@/lib/people/demo-people"
import type { Person } from "@/lib/people/person"

export const metadata: Metadata = { title: "Inspector" }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

/** Every channel of the tree for one person: allowed or not, because of what, until when. */
export default async function InspectorPage({ searchParams }: Props) {
  const { person: viewer } = await requirePage("/dashboard/inspector")
  const asked = readQuestion(await searchParams)
  const person = (await findLookedAt(viewer, asked.as)) ?? forbidden()
  const standing = await readStanding(person.id)
  const inspect = (name: string) => inspectChannel(channels, name, standing)
  const until = standing.kind === "granted" ? standing.until : undefined
  const paths = channelNames(channels, person, standing.grants, asked.id).map(({ path, names }) => ({
    path,
    channels: names.map(inspect),
  }))
  return (
    <PageOf person={viewer.id}>
      <div className="w-full max-w-7xl px-5 py-8 sm:px-8">
        <PageHeader title="Inspector" channels={[]} />
        <Introduction person={person} viewer={viewer} />
        <div className="mt-6">
          <InspectorForm asked={asked} others={othersOf(viewer)} />
        </div>
        <div className="mt-8 grid items-start gap-8 2xl:grid-cols-[minmax(0,1fr)_24rem]">
          <div className="grid gap-8">
            {asked.channel !== undefined && (
              <Section title="The channel you tried">
                <ChannelTable
                  caption={`What ${person.name} may do with the channel you tried`}
                  paths={[{ path: "as you wrote it", channels: [inspect(asked.channel)] }]}
                  until={until}
                />
              </Section>
            )}
            <Section title={`Channels of ${person.name}`}>
              <ChannelTable
                caption={`What ${person.name} may do, channel by channel`}
                paths={paths}
                until={until}
              />
            </Section>
          </div>
          <Section title="Token of this tab">
            <TokenPanel />
          </Section>
        </div>
      </div>
    </PageOf>
  )
}

function Introduction({ person, viewer }: { person: Person; viewer: Person }) {
  return (
    <div className="mt-3 max-w-prose text-ink-soft text-sm leading-relaxed">
      {person.id !== viewer.id && (
        <p role="note" className="mb-3 rounded-md bg-waiting-wash px-3 py-2 text-waiting">
          You see what {person.name} ({person.id}) may do. The token stays yours, and so does all that you do.
        </p>
      )}
      <p>
        The rules in <code className="font-mono text-[0.8125rem]">lib/authorize.ts</code> were asked just now,
        and the same function decided that decides for the stream, for publishing, for presence and for
        history. Beside the channels of {person.name} stand names that only look like them. What is allowed is
        decided anew at the time in the last column at the latest, and at once when rights are taken away.
      </p>
    </div>
  )
}

/** A question of several values is none. */
function readQuestion(query: Awaited<Props["searchParams"]>): InspectorQuestion {
  const one = (value: string | string[] | undefined) =>
    typeof value === "string" && value !== "" ? value : undefined
  return { as: one(query.as), channel: one(query.channel), id: one(query.id) }
}

/** Whom an admin may choose from: the demo people of their organisation, since nobody else is listed anywhere. */
function othersOf(viewer: Person): string[] | undefined {
  if (!isAdmin(viewer)) return undefined
  if (!env().demoPeople) return []
  return demoPeople.filter(({ orgId }) => orgId === viewer.orgId).map(({ id }) => id)
}
