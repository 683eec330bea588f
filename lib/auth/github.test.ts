import { expect, test } from "vitest"
import { person } from "../people/person"
import { personOnGitHub } from "./github"

const profile = { id: 583_231, login: "octo-cat", name: "Octavia Katz" }
const verified = { email: "octavia@mail.example", primary: true, verified: true }

test("somebody new is a member of nothing", () => {
  const newcomer = personOnGitHub(profile, [verified], undefined)
  expect(newcomer).toEqual({
    id: "gh-583231",
    name: "Octavia Katz",
    email: "octavia@mail.example",
    role: "member",
    teamIds: [],
    emailVerified: true,
    suspended: false,
  })
  expect(person.parse(newcomer)).toEqual(newcomer)
})

test("an e-mail is verified only where GitHub says so of the primary one", () => {
  expect(personOnGitHub(profile, [{ ...verified, verified: false }], undefined).emailVerified).toBe(false)
  const other = { email: "old@mail.example", primary: false, verified: true }
  const found = personOnGitHub(profile, [other, { ...verified, verified: false }], undefined)
  expect(found).toMatchObject({ email: "octavia@mail.example", emailVerified: false })
})

test("without a list of e-mails there is an address that reaches nobody, unverified", () => {
  const found = personOnGitHub({ ...profile, name: null }, [], undefined)
  expect(found).toMatchObject({
    name: "octo-cat",
    email: "octo-cat@users.noreply.github.com",
    emailVerified: false,
  })
  expect(person.safeParse(found).success).toBe(true)
})

test("signing in again keeps role, teams and suspension", () => {
  const known = {
    ...personOnGitHub(profile, [verified], undefined),
    role: "admin" as const,
    orgId: "acme",
    teamIds: ["red"],
    suspended: true,
  }
  const again = personOnGitHub({ ...profile, name: "Octavia K." }, [verified], known)
  expect(again).toEqual({ ...known, name: "Octavia K." })
})

test("a GitHub account is never one of our own people, whatever it is called", () => {
  expect(personOnGitHub({ ...profile, login: "ada" }, [verified], undefined).id).toBe("gh-583231")
})
