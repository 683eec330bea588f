import { asFields, readAuthenticated } from "../sock8/core/wire"
import type { Place } from "./attack"

/** Who attacks: somebody signed in, with a good token and the names that it opens and does not open. */
export interface Attacker {
  readonly token: string
  /** `undefined` where this person has nothing of the kind: then attacks that need it are not sent. */
  readonly places: Readonly<Record<Place, string | undefined>>
}

const TEAMS = ["team.red-eu.chat", "team.red.chat", "team.blue.chat"]
const DOCUMENTS = ["document.red-eu", "document.red", "document.blue"]
const ORGANISATIONS = ["org.acme-eu.announcements", "org.acme.announcements"]

/**
 * Asks the app for the token of the person who looks at the page. Throws the app's own sentence where it refuses.
 *
 * @param send sends a request in the name of the page's person.
 */
export async function readAttacker(send: typeof fetch): Promise<Attacker> {
  const response = await send("/api/channels/authenticate", { method: "POST" })
  const body: unknown = await response.json()
  const answer = readAuthenticated(body)
  if (!answer) throw new Error(String(asFields(body)?.title ?? `status ${response.status}`))
  const { token, identity, channels } = answer
  const isMine = (name: string) => channels.some((channel) => channel.name === name)
  return {
    token,
    places: {
      me: identity,
      token,
      chat: channels.find(({ actions }) => actions.includes("publish"))?.name,
      readable: channels.find(({ actions }) => !actions.includes("publish"))?.name,
      team: TEAMS.find((name) => !isMine(name)),
      org: ORGANISATIONS.find((name) => !isMine(name)),
      document: DOCUMENTS.find((name) => !isMine(name)),
      long: "x".repeat(70_000),
    },
  }
}
