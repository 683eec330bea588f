/**
 * Whose a shared document is. Each team has one, and it bears the team's id: the rules go from a person's teams to
 * documents and never read an owner out of a document's id, so that ids that look alike lead nowhere, and knowing
 * them costs no Redis command.
 *
 * With several documents for each team, keep who owns which in your database and let the rules read those of a
 * person's teams. Do not put the owner into the id to take it out again.
 */
import { teamName } from "../people/organisations"
import type { Person } from "../people/person"

/** One shared document. */
export interface TeamDocument {
  readonly id: string
  readonly teamId: string
  readonly title: string
}

/** The document of a team. */
export function documentOf(teamId: string): TeamDocument {
  return { id: teamId, teamId, title: `Board of ${teamName(teamId)}` }
}

/** A document of a person's teams; `undefined` for anybody else's, as for one that does not exist. */
export function findDocument({ teamIds }: Pick<Person, "teamIds">, id: string): TeamDocument | undefined {
  return teamIds.map(documentOf).find((document) => document.id === id)
}
