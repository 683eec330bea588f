import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { setEnv } from "../env"
import { demoPeople, isDemoPerson } from "./demo-people"
import { organisationName, teamName } from "./organisations"
import { normaliseEmail, parsePerson } from "./people"
import type { Person } from "./person"

const zoe: Person = {
  id: "zoe",
  name: "Zoë Adler",
  email: "zoe@mail.example",
  role: "member",
  orgId: "acme",
  teamIds: ["red"],
  emailVerified: true,
  suspended: false,
}

beforeEach(() => {
  setEnv({
    NEXTAUTH_SECRET: "q7Zt0mVnB4xKcW9eRf2LhYs8DpGu1JaO3iTb6NQkXvM=",
    JWT_SECRET: "Hn5wQe8rTy2uIo9pAs3dFg6hJk1lZx4cVb7nMm0qWvE=",
    DEMO_PEOPLE: "on",
  })
})
afterEach(() => setEnv({ DEMO_PEOPLE: "" }))

describe("a stored person", () => {
  test("is read as it was written", () => {
    expect(parsePerson("zoe", JSON.stringify(zoe))).toEqual(zoe)
  })

  test("may belong to no organisation", () => {
    const { orgId: _, ...free } = zoe
    expect(parsePerson("zoe", JSON.stringify(free))).toEqual(free)
  })

  test.each([
    ["is missing", null],
    ["is no JSON", "{"],
    ["is another person's", JSON.stringify({ ...zoe, id: "zoe2" })],
    ["has a role that does not exist", JSON.stringify({ ...zoe, role: "owner" })],
    ["has teams that are no list", JSON.stringify({ ...zoe, teamIds: "red" })],
    ["has a team that no channel name can hold", JSON.stringify({ ...zoe, teamIds: ["red.*"] })],
    ["has an organisation that no channel name can hold", JSON.stringify({ ...zoe, orgId: "acme*" })],
    ["does not say whether they are suspended", JSON.stringify({ ...zoe, suspended: undefined })],
  ])("counts as absent where the record %s", (_why, record) => {
    expect(parsePerson("zoe", record)).toBeUndefined()
  })
})

describe("the demo people", () => {
  test("are who the walk and the tests say they are", () => {
    expect(demoPeople.map(({ id, role, orgId, teamIds }) => [id, role, orgId, teamIds.join("+")])).toEqual([
      ["ada", "admin", "acme", "red+blue"],
      ["ben", "member", "acme", "red"],
      ["bea", "member", "acme", "red"],
      ["ben2", "member", "acme", "blue"],
      ["eve", "member", "acme-eu", "red-eu"],
      ["una", "member", "acme", "red"],
      ["sam", "member", "acme", "red"],
    ])
    expect(demoPeople.filter(({ emailVerified }) => !emailVerified).map(({ id }) => id)).toEqual(["una"])
    expect(demoPeople.filter(({ suspended }) => suspended).map(({ id }) => id)).toEqual(["sam"])
  })

  test("exist only while they are switched on", () => {
    const ada = demoPeople.find(({ id }) => id === "ada")
    expect(parsePerson("ada", JSON.stringify(ada))).toMatchObject({ id: "ada", role: "admin" })
    setEnv({ DEMO_PEOPLE: "off" })
    expect(parsePerson("ada", JSON.stringify(ada))).toBeUndefined()
    expect(parsePerson("zoe", JSON.stringify(zoe))).toEqual(zoe)
  })

  test("are told by their whole id", () => {
    expect(["ada", "ben2"].map(isDemoPerson)).toEqual([true, true])
    expect(["ad", "adam", "ben3", "", "constructor"].map(isDemoPerson)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ])
  })
})

test("an e-mail is one address however it is typed", () => {
  expect(normaliseEmail("  Ada@Grantway.EXAMPLE ")).toBe("ada@grantway.example")
})

test("organisations and teams without a name are called by their id", () => {
  expect([organisationName("acme-eu"), teamName("red")]).toEqual(["Acme Europe", "Red team"])
  expect([organisationName("globex"), teamName("constructor")]).toEqual(["globex", "constructor"])
})
