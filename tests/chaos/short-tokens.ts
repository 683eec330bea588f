/** Tokens that end within seconds: what the app itself signs for a quarter of an hour, signed anew for less. */
import { createTokens } from "../../lib/sock8/server/token"
import type { Person } from "./person"
import type { World } from "./world"

/** Gives tokens of a person that live for so many seconds. Each call asks the app for a real one first. */
export function shortTokens(world: World, person: Person, seconds: number): () => Promise<string> {
  const of = { secret: world.jwtSecret, issuer: "grantway", audience: "grantway-realtime" }
  const real = createTokens(of)
  const short = createTokens({ ...of, lifetimeSeconds: seconds })
  return async () => {
    person.forgetToken()
    const token = await person.token()
    if (token === undefined) throw new Error("no token just now")
    const { identity, name, grants, standing } = await real.verify(token)
    const { since, session } = standing
    const rest = { ...(name && { name }), ...(session && { session }) }
    return (await short.sign({ identity, grants, since, ...rest })).token
  }
}
