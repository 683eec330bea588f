/**
 * Which organisations and teams there are, and what people call them. No channel is granted by this list: it
 * says which teams an admin can put somebody into, so that nobody is put into another organisation's.
 */

const organisations: Readonly<Record<string, string>> = {
  acme: "Acme",
  "acme-eu": "Acme Europe",
}

/**
 * The organisation that runs this installation. Its admins read the log of attempts and tell visitors things;
 * those of others do not.
 */
export const OPERATOR = "acme"

interface Team {
  readonly name: string
  readonly orgId: string
}

const teams: Readonly<Record<string, Team>> = {
  red: { name: "Red team", orgId: "acme" },
  blue: { name: "Blue team", orgId: "acme" },
  "red-eu": { name: "Red team Europe", orgId: "acme-eu" },
}

/** The name of an organisation; one that nobody named here is called by its id. */
export function organisationName(orgId: string): string {
  return (Object.hasOwn(organisations, orgId) && organisations[orgId]) || orgId
}

/** The name of a team; one that nobody named here is called by its id. */
export function teamName(teamId: string): string {
  return (Object.hasOwn(teams, teamId) && teams[teamId]?.name) || teamId
}

/** The ids of an organisation's teams, also of those that have no member at the moment. */
export function teamsOfOrganisation(orgId: string): string[] {
  return Object.keys(teams).filter((teamId) => teams[teamId]?.orgId === orgId)
}
