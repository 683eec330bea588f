/**
 * The people to sign in as while one looks around. Their ids are chosen to trip careless checks: `acme-eu`
 * begins with `acme`, `red-eu` with `red` and `ben2` with `ben`, and none of them may open the other's
 * channels. One has not verified their e-mail, one is suspended.
 */
import type { Person } from "./person"

/** A demo person and what makes them worth signing in as. */
export interface DemoPerson extends Person {
  /** One line for the sign-in page. */
  readonly about: string
}

/** Public by design, and worth nothing where `DEMO_PEOPLE` is off. */
export const DEMO_PASSWORD = "open-sesame-please"

const redMember = {
  role: "member",
  orgId: "acme",
  teamIds: ["red"],
  emailVerified: true,
  suspended: false,
} as const

/** Everybody, in the order of the sign-in page. */
export const demoPeople: readonly DemoPerson[] = [
  demoPerson("ada", "Ada Okafor", "Admin of Acme, in both teams", {
    ...redMember,
    role: "admin",
    teamIds: ["red", "blue"],
  }),
  demoPerson("ben", "Ben Castillo", "Member of the red team", redMember),
  demoPerson("bea", "Bea Lindqvist", "Member of the red team, to talk with Ben", redMember),
  demoPerson("ben2", "Benno Haas", "Member of the blue team; the id begins like Ben's", {
    ...redMember,
    teamIds: ["blue"],
  }),
  demoPerson("eve", "Eve Marchetti", "Member of Acme Europe: another organisation, look-alike ids", {
    ...redMember,
    orgId: "acme-eu",
    teamIds: ["red-eu"],
  }),
  demoPerson("una", "Una Petrov", "Has not verified her e-mail", { ...redMember, emailVerified: false }),
  demoPerson("sam", "Sam Whitlock", "Suspended", { ...redMember, suspended: true }),
]

/** Tells whether an id belongs to one of them. */
export function isDemoPerson(id: string): boolean {
  return demoPeople.some((person) => person.id === id)
}

function demoPerson(
  id: string,
  name: string,
  about: string,
  rest: Omit<Person, "id" | "name" | "email">,
): DemoPerson {
  // `.example` is nobody's domain (RFC 2606), so these addresses never reach a mailbox.
  return { id, name, email: `${id}@grantway.example`, about, ...rest }
}
