import { expect, test } from "vitest"
import { z } from "zod"
import { channel, defineChannels } from "../sock8/core/define"
import { inspectChannel } from "./inspect-channel"
import type { Standing } from "./ruling"

const said = z.object({ text: z.string() })
const tree = defineChannels({
  "team.{teamId}.chat": channel(said, { publish: true }),
  lobby: channel(said, { anonymous: true }),
})
const until = 1_000_000
const granted: Standing = {
  kind: "granted",
  until,
  grants: [
    {
      ...{ path: "team.{teamId}.chat", params: { teamId: "red" }, pattern: "team.red.chat" },
      ...{ actions: ["read"], because: "member of red" },
    },
  ],
}
const suspended: Standing = { kind: "refused", code: "ACCOUNT_SUSPENDED", grants: [] }

const no = (code: string) => ({ allowed: false, code })

test("what is granted is told with its rule, and an action beside it with its code", () => {
  expect(inspectChannel(tree, "team.red.chat", granted)).toEqual({
    name: "team.red.chat",
    read: { allowed: true, because: "member of red" },
    publish: no("NOT_GRANTED_PUBLISH"),
    presence: no("NOT_GRANTED_PRESENCE"),
  })
})

test("a channel of others and one that does not exist are refused alike", () => {
  for (const name of ["team.red-eu.chat", "team.red", "no.such.channel"]) {
    expect(inspectChannel(tree, name, granted)).toMatchObject({ read: no("FORBIDDEN_CHANNEL") })
  }
})

test("somebody who is refused as a whole is told why, except for names that nobody can use", () => {
  for (const name of ["team.red.chat", "no.such.channel"]) {
    const { read, publish } = inspectChannel(tree, name, suspended)
    expect([read, publish]).toEqual([no("ACCOUNT_SUSPENDED"), no("ACCOUNT_SUSPENDED")])
  }
  expect(inspectChannel(tree, "team.*.chat", suspended).read).toEqual(no("INVALID_CHANNEL"))
})

test("what is open to everybody is open to the refused, too, for reading", () => {
  const { read, publish } = inspectChannel(tree, "lobby", suspended)
  expect(read).toEqual({ allowed: true, because: "open to everybody" })
  expect(publish).toEqual(no("ACCOUNT_SUSPENDED"))
})
