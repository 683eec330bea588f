import { z } from "zod"
import { formPost } from "../auth/form-post"
import { readPerson } from "../people/people"
import { type Person, personId } from "../people/person"
import { realtime } from "../realtime"
import { Sock8Error } from "../sock8/core/errors"
import { sendNotification } from "./send-notification"

/** How often one person may wave, at whomever: an inbox has an end, and what waves push out of it is gone. */
const WAVE_RATE = { max: 20, perSeconds: 60 }

/** `POST { to }`: waves at somebody of one of your teams. They are notified at once. */
export const wave = formPost({
  sender: (person) => person,
  body: z.object({ to: personId }),
  act: async (from, { to }) => {
    const person = await readPerson(to)
    // Somebody of another team and somebody who does not exist are answered alike.
    const teamId = person && sharedTeam(from, person)
    if (!teamId) throw new Sock8Error("NOT_A_TEAM_MEMBER")
    await realtime.limiter.take(`wave:${from.id}`, WAVE_RATE)
    await sendNotification(to, { type: "wave", from: from.name, teamId })
    return undefined
  },
})

function sharedTeam(a: Person, b: Person): string | undefined {
  return a.teamIds.find((teamId) => b.teamIds.includes(teamId))
}
