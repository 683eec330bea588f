/** Signing in with GitHub, offered where its two variables are set. */
import GitHub from "next-auth/providers/github"
import { z } from "zod"
import type { Env } from "../env"
import { changePerson } from "../people/change-person"
import { displayName } from "../people/display-name"
import type { Person } from "../people/person"

const profileShape = z.object({
  id: z.number().int().positive(),
  login: z.string().regex(/^[\w-]{1,39}$/),
  name: z.string().nullish(),
})

const emailsShape = z.array(z.object({ email: z.email(), primary: z.boolean(), verified: z.boolean() }))

type Profile = z.infer<typeof profileShape>
type Emails = z.infer<typeof emailsShape>

/** The provider for next-auth. Whoever signs in is saved as a person before they have a session. */
export function githubProvider({ id, secret }: NonNullable<Env["github"]>) {
  return GitHub({
    clientId: id,
    clientSecret: secret,
    profile: async (answer, { access_token }) => {
      const profile = profileShape.parse(answer)
      const { id, name } = await savePersonOnGitHub(profile, await readEmails(access_token))
      return { id, name }
    },
  })
}

/**
 * Saves who signs in. Somebody may be changing them at the same moment, such as an admin who suspends them: the
 * profile is put over what they are when it is saved, not over what they were when they were read.
 */
export function savePersonOnGitHub(profile: Profile, emails: Emails): Promise<Person> {
  const id = personIdOf(profile)
  return changePerson({ by: id, id }, (known) => personOnGitHub(profile, emails, known))
}

/**
 * The person behind a GitHub account. Somebody new is a member of nothing. Of somebody known only name and
 * address are renewed: signing in again is no way out of a suspension or back into a team.
 */
export function personOnGitHub(profile: Profile, emails: Emails, known: Person | undefined): Person {
  const email = emails.find(({ primary }) => primary)
  const newcomer = { role: "member", teamIds: [], suspended: false } as const
  return {
    ...newcomer,
    ...known,
    id: personIdOf(profile),
    name: (displayName(profile.name ?? "") || profile.login).slice(0, 80),
    email: email?.email ?? `${profile.login}@users.noreply.github.com`,
    // The profile's own e-mail says nothing of this: people type into it what they like.
    emailVerified: email?.verified ?? false,
  }
}

/** GitHub's numbers stay when a login is renamed, and the prefix keeps them apart from our own ids. */
function personIdOf({ id }: Profile): string {
  return `gh-${id}`
}

async function readEmails(accessToken: string | undefined): Promise<Emails> {
  const answer = await fetch("https://api.github.com/user/emails", {
    headers: { Accept: "application/vnd.github+json", Authorization: `Bearer ${accessToken}` },
    signal: AbortSignal.timeout(5000),
  })
  return answer.ok ? emailsShape.parse(await answer.json()) : []
}
