import type { Metadata } from "next"
import {
  type AdministeredPerson,
  PeopleList,
  type TeamOfPerson,
} from "@/components/administration/people-list"
import { PageOf } from "@/components/identity/shown-person"
import { Section } from "@/components/ui/section"
import { requireAdmin } from "@/lib/administration/admin-rules"
import { requirePage } from "@/lib/pages/require-page"
import { peopleOfOrganisation } from "@/lib/people/directory"
import { organisationName, teamName, teamsOfOrganisation } from "@/lib/people/organisations"
import type { Person } from "@/lib/people/person"

export const metadata: Metadata = { title: "People" }

/** The people of the admin's organisation. What is changed here counts at once, also for what they have open. */
export default async function PeoplePage() {
  const { person } = await requirePage("/dashboard/admin/people")
  const admin = requireAdmin(person)
  const people = await peopleOfOrganisation(admin.orgId)
  return (
    <PageOf person={person.id}>
      <div className="w-full max-w-7xl px-5 py-8 sm:px-8">
        <h1 className="font-semibold text-2xl tracking-tight">People</h1>
        <p className="mt-1 max-w-prose text-ink-soft text-sm leading-relaxed">
          Each change counts at once: every open connection of that person asks the rules again.
        </p>
        <div className="mt-6">
          <Section title={organisationName(admin.orgId)}>
            <PeopleList people={people.map((one) => viewOf(one, admin))} />
          </Section>
        </div>
      </div>
    </PageOf>
  )
}

function viewOf(person: Person, admin: Person): AdministeredPerson {
  const { id, name, email, role, emailVerified, suspended } = person
  const self = id === admin.id
  return { id, name, email, role, emailVerified, suspended, self, teams: teamsOf(person) }
}

/** The teams of their organisation, and others that they are in nevertheless. */
function teamsOf({ orgId, teamIds }: Person): TeamOfPerson[] {
  const ids = new Set([...(orgId ? teamsOfOrganisation(orgId) : []), ...teamIds])
  return [...ids].map((id) => ({ id, name: teamName(id), member: teamIds.includes(id) }))
}
