import { expect, test } from "vitest"
import { type ActionEntry, type AuditEntry, latestOfActions, selectEntries, unlistedIn } from "./audit-entry"

let n = 0
const message = <Data>(channel: string, data: Data) => {
  n += 1
  return { channel, id: `${n}-0`, n, at: n, from: { id: "ada" }, data }
}
const action = (id: string, state: "begun" | "done"): ActionEntry =>
  message("admin.actions", {
    ...{ id, state, deed: "suspend ben", code: null, orgId: "acme", address: null },
    ...{ channels: [], channelCount: 0, at: 1 },
  })
const attempt = (data: Partial<AuditEntry["data"]>): AuditEntry =>
  message("admin.logs", {
    ...{ attempt: "publish", allowed: true, why: "", code: null, person: "ben", address: null },
    ...{ channels: [], channelCount: 0, count: 1, since: 1, at: 1, others: false },
    ...data,
  } as const)

test("S-6 an action is one line: what came of it, or that it began", () => {
  const entries = [action("a", "begun"), action("b", "begun"), action("a", "done"), action("c", "begun")]
  const lines = latestOfActions(entries).map(({ data }) => `${data.id} ${data.state}`)
  expect(lines).toEqual(["c begun", "a done", "b begun"])
})

test("S-6 what entries stand for and do not list is told apart from what was lost", () => {
  const entries = [
    attempt({}),
    attempt({ count: 40 }),
    attempt({ attempt: "lost", count: 7, allowed: false }),
  ]
  expect(unlistedIn(entries)).toEqual({ counted: 40, lost: 7 })
  expect(selectEntries(entries, "refused").map(({ data }) => data.count)).toEqual([7])
})
