import { z } from "zod"
import { requireActivePerson } from "../auth/active-person"
import { formPost } from "../auth/form-post"
import { parsePerson } from "../people/people"
import { type Person, personId } from "../people/person"
import { realtime } from "../realtime"
import { keys } from "../redis/keys"
import { Sock8Error } from "../sock8/core/errors"
import { sendNotification } from "./send-notification"

/** How often one person may wave, or try to. */
const WAVE_RATE = { max: 30, perSeconds: 60 }

/** `POST { to }`: waves at somebody of one of your teams. They are notified at once. */
export const wave = formPost({
  sender: requireActivePerson,
  body: z.object({ to: personId }),
  act: async (from, { to }) => {
    const counted = { key: `wave:${from.id}`, rate: WAVE_RATE }
    const person = parsePerson(to, await realtime.limiter.takeReading(counted, keys.person(to)))
    // Somebody of another team and somebody who does not exist are answered alike.
    const teamId = person && sharedTeam(from, person)
    if (!teamId) throw new Sock8Error("NOT_A_TEAM_MEMBER")
    await sendNotification(to, { type: "wave", from: from.name, teamId }, { by: from.id })
    return undefined
  },
})

function sharedTeam(a: Person, b: Person): string | undefined {
  return a.teamIds.find((teamId) => b.teamIds.includes(teamId))
}
