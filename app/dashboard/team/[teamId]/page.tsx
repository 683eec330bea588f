import type { Metadata } from "next"
import { Chat } from "@/components/chat/chat"
import { PageHeader } from "@/components/dashboard/page-header"
import { PageOf } from "@/components/identity/shown-person"
import { TeamPeople } from "@/components/presence/team-people"
import { findPageVisitor, requirePage } from "@/lib/pages/require-page"
import { peopleOfTeam } from "@/lib/people/directory"
import { teamName } from "@/lib/people/organisations"

type Props = { params: Promise<{ teamId: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { teamId } = await params
  const visitor = await findPageVisitor("/dashboard/team/[teamId]", { teamId })
  return { title: visitor ? teamName(teamId) : "Forbidden" }
}

/** The chat of one team, for its members. A team that does not exist is nobody's and looks the same. */
export default async function TeamPage({ params }: Props) {
  const { teamId } = await params
  const { person } = await requirePage("/dashboard/team/[teamId]", { teamId })
  const members = (await peopleOfTeam(teamId)).map(({ id, name }) => ({ id, name }))
  const team = { id: teamId, name: teamName(teamId) }
  return (
    <PageOf person={person.id}>
      <div data-fill className="flex min-h-0 grow flex-col">
        <div className="border-line border-b px-5 pt-5 pb-4 sm:px-8 md:pt-8">
          <PageHeader title={team.name} channels={[`team.${teamId}.chat`, `team.${teamId}.people`]} />
          <TeamPeople teamId={teamId} members={members} />
        </div>
        <Chat key={teamId} team={team} personId={person.id} />
      </div>
    </PageOf>
  )
}
