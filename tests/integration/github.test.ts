/** Signing in with GitHub while an admin changes the same person, over an embedded Redis. */
import { describe, expect, test } from "vitest"
import { changeSuspension } from "@/lib/administration/actions"
import { savePersonOnGitHub } from "@/lib/auth/github"
import { changePerson } from "@/lib/people/change-person"
import { peopleOfTeam } from "@/lib/people/directory"
import { readPerson, renewPerson, savePerson } from "@/lib/people/people"
import type { Person } from "@/lib/people/person"
import { seedDemoPeople } from "@/lib/people/seed-demo-people"
import { redis } from "@/lib/redis/redis"
import { bearer, change, foreignToken, ORIGIN, startAppWorld } from "./app-world"

startAppWorld()

const profile = { id: 583_231, login: "octo-cat", name: "Octavia Katz" }
const emails = [{ email: "octavia@mail.example", primary: true, verified: true }]
const id = "gh-583231"
const ROUNDS = 25

async function asAda(endpoint: (request: Request) => Promise<Response>, body: object): Promise<number> {
  const headers = { "content-type": "application/json", ...bearer(foreignToken("ada")) }
  const init = { method: "POST", headers, body: JSON.stringify(body) }
  return (await endpoint(new Request(`${ORIGIN}/api/admin/x`, init))).status
}

function mustBe(person: Person | undefined): Person {
  if (!person) throw new Error("There is no such person.")
  return person
}

const savedPerson = async () => mustBe(await readPerson(id))

/** So that some sign-in is under way whenever the other change is saved. Fewer than anybody has tries. */
async function signInAgainAndAgain(name: string): Promise<void> {
  for (let times = 0; times < 4; times += 1) await savePersonOnGitHub({ ...profile, name }, emails)
}

describe("somebody who signs in with GitHub", () => {
  test("S-19 is created once, as a member of nothing, and is no cost of those who list people until they belong somewhere", async () => {
    const saved = await Promise.all([1, 2, 3].map(() => savePersonOnGitHub(profile, emails)))
    expect(saved[0]).toMatchObject({ id, role: "member", teamIds: [], suspended: false })
    expect(await readPerson(id)).toEqual(saved[0])
    expect(await redis().ttl(`grantway:person:${id}`)).toBeGreaterThan(399 * 86_400)
    const entry = () => redis().zscore("grantway:people", id)
    expect(await entry()).toBeNull()
    await renewPerson(await savedPerson())
    expect(await entry()).toBeNull()
    const asSaved = { by: id, id }
    await changePerson(asSaved, (person) => ({ ...mustBe(person), teamIds: ["red"] }))
    expect(await entry()).not.toBeNull()
    expect((await peopleOfTeam("red")).map((person) => person.id)).toContain(id)
    await renewPerson(await savedPerson())
    expect(await entry()).not.toBeNull()
    await changePerson(asSaved, (person) => ({ ...mustBe(person), teamIds: [] }))
    expect(await entry()).toBeNull()
    await savePerson({ ...(await savedPerson()), orgId: "acme" })
    expect(await entry()).not.toBeNull()
    await savePerson(mustBe(saved[0]))
    expect(await entry()).toBeNull()
  })

  test("at the moment in which an admin suspends them, stays suspended, with the new name", async () => {
    const known = { ...(await savePersonOnGitHub(profile, emails)), orgId: "acme", teamIds: ["red"] }
    for (let round = 0; round < ROUNDS; round += 1) {
      await savePerson(known)
      const [status] = await Promise.all([
        asAda(changeSuspension, { id, change: "suspend" }),
        signInAgainAndAgain(`Octavia ${round}`),
        signInAgainAndAgain(`Octavia ${round}`),
      ])
      expect(status).toBe(204)
      expect(await readPerson(id)).toMatchObject({ suspended: true, name: `Octavia ${round}` })
    }
  })
})

test("demo people who are there are not saved anew by a process that took them for missing", async () => {
  for (let round = 0; round < 3; round += 1) {
    await redis().del("grantway:person:ben")
    await Promise.all([
      seedDemoPeople(),
      // As soon as he is there: the other process may be about to save him, too.
      seedDemoPeople().then(() => change("ben", { suspended: true })),
    ])
    expect(await readPerson("ben")).toMatchObject({ suspended: true })
  }
})
