import { Plus, X } from "lucide-react"
import { Chip } from "@/components/ui/chip"
import { Initials } from "@/components/ui/initials"
import { ActionButton } from "./action-button"

/** A team that somebody is in, or could be put into. */
export interface TeamOfPerson {
  readonly id: string
  readonly name: string
  readonly member: boolean
}

/** Somebody, as an admin sees them. */
export interface AdministeredPerson {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: "admin" | "member"
  readonly teams: readonly TeamOfPerson[]
  readonly emailVerified: boolean
  readonly suspended: boolean
  /** Whether this is the admin who looks: nobody can suspend or demote themselves. */
  readonly self: boolean
}

/** The people of an organisation, and what can be changed about each. */
export function PeopleList({ people }: { people: readonly AdministeredPerson[] }) {
  return (
    <ul className="divide-y divide-line">
      {people.map((person) => (
        <li
          key={person.id}
          className="grid gap-x-6 gap-y-3 px-4 py-4 lg:grid-cols-[15rem_minmax(0,1fr)_auto]"
        >
          <Who person={person} />
          <Teams person={person} />
          <Standing person={person} />
        </li>
      ))}
    </ul>
  )
}

function Who({
  person: { name, email, role, emailVerified, suspended, self },
}: {
  person: AdministeredPerson
}) {
  return (
    <div className="flex min-w-0 gap-3">
      <Initials name={name} />
      <div className="min-w-0 text-sm">
        <h2 className="font-medium">
          {name}
          {self && <span className="font-normal text-ink-faint"> (you)</span>}
        </h2>
        <p className="text-ink-faint text-xs [overflow-wrap:anywhere]">{email}</p>
        <p className="mt-1.5 flex flex-wrap gap-1.5">
          {role === "admin" && <Chip tone="good">Admin</Chip>}
          {!emailVerified && <Chip tone="waiting">E-mail not verified</Chip>}
          {suspended && <Chip tone="refused">Suspended</Chip>}
        </p>
      </div>
    </div>
  )
}

/** Teams stay in their order, so that a button is where it was when one presses it again. */
function Teams({ person: { id, name, teams } }: { person: AdministeredPerson }) {
  return (
    <ul aria-label={`Teams of ${name}`} className="flex flex-wrap content-start items-start gap-2">
      {teams.map((team) => (
        <li key={team.id}>
          <ActionButton
            action="team"
            body={{ id, teamId: team.id, change: team.member ? "remove" : "add" }}
            label={team.member ? `Remove ${name} from ${team.name}` : `Add ${name} to ${team.name}`}
            kind={team.member ? "secondary" : "dashed"}
          >
            {team.name}
            {team.member ? (
              <X aria-hidden="true" className="size-3.5" />
            ) : (
              <Plus aria-hidden="true" className="size-3.5" />
            )}
          </ActionButton>
        </li>
      ))}
    </ul>
  )
}

function Standing({ person }: { person: AdministeredPerson }) {
  const { id, name, role, emailVerified, suspended, self } = person
  return (
    <div className="flex flex-wrap content-start items-start gap-2 empty:hidden lg:justify-end">
      {!emailVerified && (
        <ActionButton action="verification" body={{ id }} label={`Verify the e-mail of ${name}`}>
          Verify the e-mail
        </ActionButton>
      )}
      {!self && (
        <>
          <ActionButton
            action="role"
            body={{ id, role: role === "admin" ? "member" : "admin" }}
            label={`Make ${name} ${role === "admin" ? "a member" : "an admin"}`}
          >
            {role === "admin" ? "Make a member" : "Make an admin"}
          </ActionButton>
          <ActionButton
            action="suspension"
            body={{ id, change: suspended ? "lift" : "suspend" }}
            label={suspended ? `Lift the suspension of ${name}` : `Suspend ${name}`}
          >
            {suspended ? "Lift the suspension" : "Suspend"}
          </ActionButton>
        </>
      )}
    </div>
  )
}
